"""Collect every night what the offices sent, and say in the morning who is missing.

每晚收取各機關寄來的表，早上列出還沒交的與待更正的。

    KAOHE_MAIL_PASSWORD=… python examples/nightly.py /srv/107年考核

Run it from cron or the Windows task scheduler. It may be stopped and run again: nothing is taken twice.
The exit status is 1 where something needs a person.
"""

import os
import sys

import kaohe


def run(folder: str, mail_password: str | None) -> bool:
    """Collect and tell; return whether all went well. Without a password no mailbox is read."""
    campaign = kaohe.open_campaign(folder)
    collected = kaohe.collect(campaign, mail_password=mail_password)
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
        is_well = run(sys.argv[1], os.environ.get("KAOHE_MAIL_PASSWORD") or None)
        sys.exit(0 if is_well else 1)
    except kaohe.KaoheError as error:
        sys.exit(str(error))
