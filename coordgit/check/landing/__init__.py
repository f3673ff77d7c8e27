"""An update that passes is published (``publish_landing``), and its sessions' reads go along with it, or stay behind."""
