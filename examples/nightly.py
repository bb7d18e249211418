"""Collect every night what the offices sent, and say in the morning who is missing.

每晚收取各機關寄來的表，早上列出還沒交的與待更正的。

    KAOHE_MAIL_PASSWORD=… KAOHE_MAIL_ACCOUNT=hq@imap.example.gov.tw python examples/nightly.py /srv/107年考核

Run it from cron or the Windows task scheduler. It may be stopped and run again: nothing is taken twice.
The exit status is 1 where something needs a person.
"""

import os
import sys

import kaohe


def run(folder: str, mail_password: str | None, mail_account: str) -> bool:
    """Collect and tell; return whether all went well. Without a password no mailbox is read.

    The password is that of ``mail_account``, and goes to no other that campaign.yaml may name.
    """
    campaign = kaohe.open_campaign(folder)
    collected = kaohe.collect(campaign, mail_password=mail_password, mail_account=mail_account)
    print(f"新收 {len(collected.received)} 份，略過 {len(collected.passed_over)} 個檔案")
    if collected.problem:  # the mailbox; the folder was taken in all the same
        print(collected.problem)
    status = kaohe.status(campaign)
    for name, standing in (("尚未寄回", "missing"), ("待更正", "questioned"), ("無法讀取", "rejected")):
        offices = [each.office.name for each in status.offices if each.standing == standing]
        if offices:
            print(f"{name} {len(offices)}：{'、'.join(offices)}")
    print(f"距期限 {status.days_left} 天")
    return not collected.problem and not status.strays


if __name__ == "__main__":
    try:
        password, account = (os.environ.get(f"KAOHE_MAIL_{name}") or "" for name in ("PASSWORD", "ACCOUNT"))
        is_well = run(sys.argv[1], password or None, account)
        sys.exit(0 if is_well else 1)
    except kaohe.KaoheError as error:
        sys.exit(str(error))
