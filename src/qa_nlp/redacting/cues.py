"""Words that say that a person is named next to them."""

from __future__ import annotations

TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame rev reverend revd fr father sister cllr councillor pc dc ds di sgt".split()
)
# Those of them that are written so only before a name; the others are also words or ranks without one.
SURE_TITLES = frozenset("mr mrs ms miss mx dr prof professor cllr councillor".split())

ROLES = frozenset(
    "mum mums mother mam mummy mom dad dads father daddy stepmum stepdad step-mum step-dad stepmother stepfather step-father step-mother"
    " parent parents child children baby infant toddler twin twins sibling siblings sibs sib brother bro brothers sister sis sisters half-sister"
    " half-brother son sons daughter daughters boy boys girl girls cousin cousins aunt auntie aunty uncle nan nana nanna nanny gran granny"
    " grandma grandad grandpa grandfather grandmother grandparents grandson granddaughter niece nephew partner ex ex-partner husband wife"
    " boyfriend girlfriend fiance fiancee neighbour friend friends lodger carer carers fc"
    " worker sw ssw w/er keyworker advocate guardian manager tm atm sm auditor chair iro teacher head headteacher nurse midwife hv gp"
    " officer solicitor practitioner mentor pa psychologist therapist tutor visitor counsellor coordinator co-ordinator specialist"
    " yp ch fam family moderator colleague colleagues supervisor detective constable sergeant".split()
)
CALLS = frozenset(
    "named called call known nicknamed dear hi hello thanks cheers regards thx ta cc rang ring phoned texted emailed asked told met saw".split()
)

# What only a person does.
ACTS = frozenset(
    "said says told tells asked asks wants wanted likes liked loves loved feels felt thinks thought lives lived attends attended"
    " went goes came comes moved moves ran spoke speaks wrote writes rang phoned texted emailed reported reports disclosed described"
    " describes missed misses refused refuses agreed agrees knows knew needs needed stayed stays sleeps slept cried smiled"
    " drew played plays enjoys enjoyed hates hated misses turned gave gives took takes brought brings became joined left leaves"
    " returned presents presented engaged engages denied denies admitted admits believes believed worries worried hopes hoped"
    " reads calls called declined accepted visited drinks uses smokes works worked shares shared sees saw chaired raised reminded"
    " settled read thrives talks talked turns remains began helps helped looks shows showed gets got doesn't didn't isn't wasn't hasn't won't can't".split()
)
# What may be said of a thing too, and the words behind it that make a person of it.
IS = frozenset("is was has had will would can could should may might must does did seems appears".split())
STATES = frozenset(
    "upset tearful angry happy sad scared frightened afraid worried anxious quiet settled unsettled pregnant placed seen"
    " born aged four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " hiding living staying asleep tired hungry excluded arrested missing homeless withdrawn polite chatty confident told asked been"
    " moved matched described known spoken visited interviewed accommodated adopted removed my his her their able unable very also now not still never always"
    " doing thriving own close attending sleeping eating using drinking working waiting asking saying telling talking a an in at on thirteen grown started settled lost".split()
)
KIN_BEHIND = frozenset(
    "family families sibs sibling siblings children kids twins brothers sisters household boys girls case parents couple fam".split()
)
# A capitalised word before one of these names a thing or a place.
THINGS_BEHIND = frozenset(
    "council city borough county district town village team teams service services centre center hospital trust house hub programme project"
    " model framework tool scale scales police constabulary university college prison court street road lane avenue school academy nursery act"
    " board panel committee group forum strategy policy pathway partnership unit ward clinic surgery estate form assessment plan review"
    " report meeting conference protocol procedure procedures guidance charity foundation order fund scheme award grant park hall"
    " inspection inspectors valley authority authorities region regional outreach helpline line app system database".split()
)
PLACE_BEFORE = frozenset("in near outside around across throughout within".split())
PARTICLES = frozenset("al el bin ibn bint de da do dos van von der den di la le ni nic mac o st ap".split())
BEFORE_SINGLE = frozenset(  # "Plan B", "Child A": no initials
    "plan section part option class category child parent sibling year hepatitis hep vitamin group appendix carer adult family person worker"
    " grade tier version annex question band type school stage level point case unit set column row item young table figure schedule model"
    " team phase standard box form key exhibit paragraph para step children parents mother father male female subject party strand wave".split()
)
