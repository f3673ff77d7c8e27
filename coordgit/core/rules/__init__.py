"""Every code by which an update is rejected, a module each (``codes`` lists them), and the weight of a reason (``weights``)."""
