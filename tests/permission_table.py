"""Which role has which permission, and how far it goes: written by hand from the six roles, not taken from the code.

Whoever adds a permission says here, too, who has it.
"""

from __future__ import annotations

EXPECTED = """
permission                   admin  company  hiring_manager  recruiter  candidate  auditor

workspace.info               yes    yes      yes             yes        -          yes
workspace.verify             yes    -        -               -          -          yes
workspace.rekey              yes    -        -               -          -          -
workspace.enter_as_owner     yes    -        -               -          -          -
workspace.make_recovery_code yes    -        -               -          -          -
workspace.import             yes    -        -               -          -          -
workspace.export             yes    -        -               -          -          -
fields.rotate                yes    -        -               -          -          -
audit.read                   yes    -        -               -          -          yes
audit.verify                 yes    -        -               -          -          yes
audit.export                 yes    -        -               -          -          yes
audit.prune                  yes    -        -               -          -          -
audit.set_retention          yes    -        -               -          -          -
audit.accept                 yes    -        -               -          -          -
backup.create                yes    -        -               -          -          -
backup.verify                yes    -        -               -          -          yes
backup.restore               yes    -        -               -          -          -
backup.schedule              yes    -        -               -          -          -
privacy.prune                yes    -        -               -          -          -
privacy.replay               yes    -        -               -          -          -
privacy.configure            yes    -        -               -          -          -
demographics.import          yes    -        -               -          -          -
demographics.aggregate       yes    -        -               -          -          yes

accounts.try_sign_in         -      -        -               -          -          -
accounts.sign_in             yes    yes      yes             yes        yes        yes
accounts.read_own            yes    yes      yes             yes        yes        yes
accounts.confirm_password    yes    yes      yes             yes        yes        yes
accounts.change_password     yes    yes      yes             yes        yes        yes
accounts.enrol_two_factor    yes    yes      yes             yes        yes        yes
accounts.confirm_two_factor  yes    yes      yes             yes        yes        yes
accounts.disable_two_factor  yes    yes      yes             yes        yes        yes
changes.read                 yes    yes      yes             yes        yes        yes
changes.undo                 yes    yes      yes             yes        yes        yes
changes.redo                 yes    yes      yes             yes        yes        yes
search.save                  yes    yes      yes             yes        -          -
search.forget                yes    yes      yes             yes        -          -

accounts.read                all    company  -               -          -          -
accounts.add                 all    company  -               -          -          -
accounts.set_role            all    company  -               -          -          -
accounts.disable             all    company  -               -          -          -
accounts.enable              all    company  -               -          -          -
accounts.remove              all    company  -               -          -          -
accounts.reset_password      all    company  -               -          -          -
accounts.reset_two_factor    all    company  -               -          -          -
jobs.read                    all    company  assigned        company    -          all
jobs.add                     all    company  -               company    -          -
jobs.edit                    all    company  -               company    -          -
jobs.close                   all    company  -               company    -          -
jobs.weigh                   all    company  -               company    -          -
jobs.assign                  all    company  -               -          -          -
imports.read                 all    company  -               company    -          -
imports.accept               all    company  -               company    -          -
imports.cancel               all    company  -               company    -          -
imports.retry                all    company  -               company    -          -
applications.receive         all    company  -               company    -          -
applications.process         all    company  -               company    -          -
ranking.read                 all    company  assigned        company    -          -
candidates.read              all    company  assigned        company    own        -
candidates.document          all    company  assigned        company    own        -
search.run                   all    company  assigned        company    -          -
export.candidates            all    company  -               company    -          -
export.ranking               all    company  assigned        company    -          -
privacy.read                 all    company  -               -          own        -
privacy.open                 all    company  -               company    own        -
privacy.withdraw             all    company  -               company    own        -
privacy.identify             all    company  -               -          -          -
privacy.extend               all    company  -               -          -          -
privacy.refuse               all    company  -               -          -          -
privacy.access               all    company  -               -          own        -
privacy.portability          all    company  -               -          own        -
privacy.rectify              all    company  -               -          -          -
privacy.erase                all    company  -               -          -          -
privacy.hold                 all    company  -               -          -          -
privacy.release              all    company  -               -          -          -
privacy.retention            all    company  -               -          -          -
privacy.consent              all    company  -               -          own        -
demographics.record          -      -        -               -          own        -
demographics.withdraw        all    company  -               -          own        -
"""


def _table() -> dict[str, dict[str, str]]:
    head, *lines = (line.split() for line in EXPECTED.splitlines() if line)
    return {line[0]: dict(zip(head[1:], line[1:], strict=True)) for line in lines}


TABLE = _table()
"""Permission to role to cell."""
