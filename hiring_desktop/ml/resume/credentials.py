"""Letters after a name: degrees and professional titles. A table."""

from __future__ import annotations

import re
from typing import Final

CREDENTIAL: Final = re.compile(
    r"(?:MBA|EMBA|PMP|PhD|Ph\.?\s?D\.?|M\.?D\.?|J\.?D\.?|R\.?N\.?|BSN|MSN|DNP|NP|APRN|FNP(?:-C|-BC)?|CPA|CFA|CMA|"
    r"CIA|CISA|CISSP|CISM|ACCA|FCCA|ACA|FCA|CIPD|MCIPD|Assoc CIPD|Esq\.?|"
    r"Jr\.?|Sr\.?|II|III|IV|DDS|DVM|PE|P\.E\.|P\.?Eng\.?|CEng|SHRM-CP|SHRM-SCP|SPHR|PHR|MSc|M\.Sc\.?|BSc|B\.Sc\.?|"
    r"MA|BA|MS|BS|M\.S\.|B\.A\.|M\.A\.|MEd|M\.Ed\.?|EdD|LLM|LLB|LCSW|LPC|LMFT|RD|PT|DPT|OT|OTR|CSM|CSPO|"
    r"PRINCE2|ITIL|CCNA|CCNP|CCIE|PHD|PharmD|RPh|EMT|EMT-P|CPC|CHRP|CHRL|LEED AP|AIA|RIBA|MRICS|FRICS|MCIPS|CPIM|"
    r"CSCP|Dipl\.-Ing\.|MBBS|FRCS|FACS|CNA|LPN|RHIA|Ed\.?D\.?|PsyD|MPH|MSW|CAPM|SSBB|Six Sigma)"
)
"""One of them."""
