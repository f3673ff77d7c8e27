"""Stop words: the keywords of common languages, and names that every file has."""

KEYWORDS = frozenset(
    """
    and any are args array as async auto await bool boolean break byte case catch char class const constructor continue data
    def default del delete dict do double elif else end enum except export extends extern false final finally float fn for from
    fun func function global go goto has if implements import in include inline instanceof int interface is kwargs lambda
    len let list long match mod module mut namespace native new nil none nonlocal not null number object of operator or
    override package pass path print private property protected pub public raise range ref register return returns self set
    short signed sizeof static str string struct super switch template test tests the this throw throws to true try tuple
    type typedef typename typeof undefined union unsigned use using val value var virtual void volatile where while with
    yield False None True String Object Error Exception ValueError TypeError assert
    """.split()  # noqa: SIM905
)
