"""E-mails as mail servers and people's mail programs write them about one of ours: whole texts."""

from __future__ import annotations

import base64
import textwrap

OURS = "<issue.parks.2018-19-q1@council.example>"
HEAD = "head.of.parks@council.example"
_SUBJECT = "[2018-19-Q1 parks] Parks: figures for Q1 2018/19"
# What was sent had a workbook attached, which servers send back whole.
_WORKBOOK = base64.b64encode(b"PK\x03\x04 the workbook as it was issued").decode()


def _lines(text: str) -> bytes:
    return textwrap.dedent(text).lstrip("\n").replace("\n", "\r\n").encode()


def postfix(to: str = HEAD, action: str = "failed") -> bytes:
    """Return what Postfix sends to the sender of a message that it could not deliver."""
    code, why = {
        "failed": ("5.1.1", f"550 5.1.1 <{to}>: Recipient address rejected: User unknown in"),
        "delayed": ("4.4.1", f"connect to mx.council.example[192.0.2.25]:25: <{to}> timed out in"),
        "delivered": ("2.0.0", f"250 2.0.0 <{to}> Ok: queued in"),
    }[action]
    return _lines(f"""
        Return-Path: <>
        Date: Tue,  3 Jul 2018 09:00:05 +0100 (BST)
        From: MAILER-DAEMON@mail.council.example (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: performance@council.example
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="4B1F2.1530604805/mail.council.example"
        Message-Id: <20180703080005.4B1F2@mail.council.example>

        This is a MIME-encapsulated message.

        --4B1F2.1530604805/mail.council.example
        Content-Description: Notification
        Content-Type: text/plain; charset=us-ascii

        This is the mail system at host mail.council.example.

        I'm sorry to have to inform you that your message could not
        be delivered to one or more recipients. It's attached below.

        <{to}>: host mx.council.example said: {why}

        --4B1F2.1530604805/mail.council.example
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mail.council.example
        X-Postfix-Queue-ID: 4B1F2
        X-Postfix-Sender: rfc822; performance@council.example
        Arrival-Date: Tue,  3 Jul 2018 09:00:01 +0100 (BST)

        Final-Recipient: rfc822; moved.{to}
        Original-Recipient: rfc822;{to}
        Action: {action}
        Status: {code}
        Remote-MTA: dns; mx.council.example
        Diagnostic-Code: smtp; {why}
            virtual mailbox table

        --4B1F2.1530604805/mail.council.example
        Content-Description: Undelivered Message
        Content-Type: message/rfc822

        From: performance@council.example
        To: {to}
        Subject: {_SUBJECT}
        X-Plansheet-Reference: 2018-19-Q1 parks
        Message-ID: {OURS}
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="ours"

        --ours
        Content-Type: text/plain; charset=utf-8

        Please fill in the workbook.

        --ours
        Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment; filename="parks 2018-19-Q1.xlsx"

        {_WORKBOOK}

        --ours--

        --4B1F2.1530604805/mail.council.example--
        """)


def exchange(to: str = HEAD) -> bytes:
    """Return what Exchange sends to the sender of a message that it could not deliver."""
    return _lines(f"""
        From: Microsoft Outlook
         <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@council.example>
        To: "performance@council.example" <performance@council.example>
        Subject: =?utf-8?B?VW5kZWxpdmVyYWJsZTogWzIwMTgtMTktUTEgcGFya3NdIFBhcmtz?=
         =?utf-8?Q?=3A_figures_for_Q1_2018/19?=
        Date: Tue, 3 Jul 2018 08:00:07 +0000
        Message-ID: <7ed0a2c8@VI1PR01MB0001.council.example>
        In-Reply-To: {OURS}
        References: {OURS}
        Auto-Submitted: auto-replied
        X-MS-Exchange-Message-Is-Ndr:
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="9cbfa5dc-1d1f-4ee6-8d20-23d1b8c6dd5e"

        --9cbfa5dc-1d1f-4ee6-8d20-23d1b8c6dd5e
        Content-Type: multipart/alternative; differences=Content-Type;
        \tboundary="b5b02e5b-ce12-4e7c-9e45-2a1a02b2b3cc"

        --b5b02e5b-ce12-4e7c-9e45-2a1a02b2b3cc
        Content-Type: text/plain; charset="us-ascii"
        Content-Transfer-Encoding: quoted-printable

        Delivery has failed to these recipients or groups:

        {to}<mailto:{to.replace("@", "=40")}>
        The email address you entered couldn't be found.

        --b5b02e5b-ce12-4e7c-9e45-2a1a02b2b3cc
        Content-Type: text/html; charset="us-ascii"

        <html><body><p>Delivery has failed to these recipients or groups:</p></body></html>

        --b5b02e5b-ce12-4e7c-9e45-2a1a02b2b3cc--

        --9cbfa5dc-1d1f-4ee6-8d20-23d1b8c6dd5e
        Content-Type: message/delivery-status

        Reporting-MTA: dns;VI1PR01MB0001.council.example
        Received-From-MTA: dns;AM0PR01MB0002.council.example
        Arrival-Date: Tue, 3 Jul 2018 08:00:06 +0000

        Final-Recipient: rfc822;{to.upper()}
        Action: failed
        Status: 5.1.10
        Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found
        X-Display-Name: Head of Parks

        --9cbfa5dc-1d1f-4ee6-8d20-23d1b8c6dd5e
        Content-Type: message/rfc822

        From: "performance@council.example" <performance@council.example>
        To: "{to}" <{to}>
        Subject: {_SUBJECT}
        Message-ID: {OURS}
        Content-Type: text/plain

        Please fill in the workbook.

        --9cbfa5dc-1d1f-4ee6-8d20-23d1b8c6dd5e--
        """)


def gmail(to: str = HEAD) -> bytes:
    """Return what Google sends to the sender of a message that it could not deliver."""
    return _lines(f"""
        Delivered-To: performance@council.example
        Return-Path: <>
        From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>
        To: performance@council.example
        Auto-Submitted: auto-replied
        Subject: Delivery Status Notification (Failure)
        References: {OURS}
        In-Reply-To: {OURS}
        X-Failed-Recipients: {to}
        Message-ID: <5b3b2f11.1c69fb81.0.GMR@mx.google.example>
        Date: Tue, 03 Jul 2018 01:00:09 -0700 (PDT)
        Content-Type: multipart/report; boundary="000000000000a1"; report-type=delivery-status

        --000000000000a1
        Content-Type: multipart/related; boundary="000000000000a2"

        --000000000000a2
        Content-Type: multipart/alternative; boundary="000000000000a3"

        --000000000000a3
        Content-Type: text/plain; charset="UTF-8"

        ** Address not found **

        Your message wasn't delivered to {to} because the address couldn't be found.

        --000000000000a3--
        --000000000000a2
        Content-Type: image/png; name="icon.png"
        Content-Disposition: attachment; filename="icon.png"
        Content-Transfer-Encoding: base64
        Content-ID: <icon.png>

        iVBORw0KGgo=

        --000000000000a2--
        --000000000000a1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; googlemail.example
        Arrival-Date: Tue, 03 Jul 2018 01:00:08 -0700 (PDT)
        X-Original-Message-ID: {OURS}

        Final-Recipient: rfc822; {to}
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.
        Last-Attempt-Date: Tue, 03 Jul 2018 01:00:09 -0700 (PDT)

        --000000000000a1
        Content-Type: text/rfc822-headers

        From: performance@council.example
        To: {to}
        Subject: {_SUBJECT}
        Message-ID: {OURS}

        --000000000000a1--
        """)


def exim(to: str = HEAD) -> bytes:
    """Return what an old Exim sends, which follows no standard."""
    return _lines(f"""
        Return-path: <>
        X-Failed-Recipients: {to}
        Auto-Submitted: auto-replied
        From: Mail Delivery System <Mailer-Daemon@relay.council.example>
        To: performance@council.example
        Subject: Mail delivery failed: returning message to sender
        Message-Id: <E1faGZ1-0001@relay.council.example>
        Date: Tue, 03 Jul 2018 09:00:00 +0100

        This message was created automatically by mail delivery software.

        A message that you sent could not be delivered to one or more of its
        recipients. This is a permanent error. The following address(es) failed:

          {to}
            host mx.council.example [192.0.2.25]
            SMTP error from remote mail server after RCPT TO:<{to}>:
            550 5.1.1 User unknown

        ------ This is a copy of the message, including all the headers. ------

        Return-path: <performance@council.example>
        From: performance@council.example
        To: {to}
        Subject: {_SUBJECT}
        Message-ID: {OURS}
        """)


def qmail(to: str = HEAD) -> bytes:
    """Return what qmail sends, which names the address in its text alone."""
    return _lines(f"""
        Return-Path: <>
        Date: 3 Jul 2018 08:00:00 -0000
        From: MAILER-DAEMON@relay.council.example
        To: performance@council.example
        Subject: failure notice

        Hi. This is the qmail-send program at relay.council.example.
        I'm afraid I wasn't able to deliver your message to the following addresses.
        This is a permanent error; I've given up. Sorry it didn't work out.

        <{to}>:
        Sorry, no mailbox here by that name. (#5.1.1)

        --- Below this line is a copy of the message.

        Return-Path: <performance@council.example>
        Message-ID: {OURS}
        To: {to}, someone.else@council.example
        Subject: {_SUBJECT}
        """)


def exim_late(to: str = HEAD) -> bytes:
    """Return what Exim sends of a message that it still tries to deliver."""
    return _lines(f"""
        Return-path: <>
        Auto-Submitted: auto-replied
        From: Mail Delivery System <Mailer-Daemon@relay.council.example>
        To: performance@council.example
        Subject: Warning: message 1faGZ1-0001 delayed 24 hours
        Date: Wed, 04 Jul 2018 09:00:00 +0100

        A message that you sent has not yet been delivered to one or more of its
        recipients after more than 24 hours on the queue.

        The subject of the message is: {_SUBJECT}

        The address to which the message has not yet been delivered is:

          {to}
            Delay reason: connection timed out

        No action is required on your part. Delivery attempts will continue.
        """)


def automatic_reply(to: str = HEAD) -> bytes:
    """Return what Exchange answers for somebody who is away."""
    return _lines(f"""
        From: Head of Parks <{to}>
        To: "performance@council.example" <performance@council.example>
        Subject: Automatic reply: {_SUBJECT}
        Thread-Topic: {_SUBJECT}
        Date: Tue, 3 Jul 2018 08:00:08 +0000
        Message-ID: <0b1a2c3d@VI1PR01MB0001.council.example>
        In-Reply-To: {OURS}
        References: {OURS}
        Auto-Submitted: auto-generated
        X-Auto-Response-Suppress: All
        MIME-Version: 1.0
        Content-Type: text/html; charset="us-ascii"

        <html><head><style>p {{color: black}}</style></head><body>
        <p>I am on leave until 16 July. In urgent cases write to
        <a href="https://council.sharepoint.example/teams">the team</a>.</p></body></html>
        """)


def vacation(to: str = HEAD) -> bytes:
    """Return what Gmail answers for somebody who is away."""
    return _lines(f"""
        Delivered-To: performance@council.example
        Precedence: bulk
        X-Autoreply: yes
        Auto-Submitted: auto-replied
        In-Reply-To: {OURS}
        References: {OURS}
        From: Head of Parks <{to}>
        Date: Tue, 3 Jul 2018 09:00:08 +0100
        Message-ID: <CAJ.vacation@mail.example>
        Subject: =?UTF-8?Q?Re=3A_=5B2018=2D19=2DQ1_parks=5D_Parks=3A_f?=
         =?UTF-8?Q?igures_for_Q1_2018=2F19?=
        To: performance@council.example
        Content-Type: text/plain; charset="UTF-8"

        Thank you for your message. I am back on 16 July.
        """)


def read_receipt(to: str = HEAD) -> bytes:
    """Return what Outlook sends when a message that asks for it is opened."""
    return _lines(f"""
        From: Head of Parks <{to}>
        To: performance@council.example
        Subject: Read: {_SUBJECT}
        Date: Tue, 3 Jul 2018 09:30:00 +0100
        Auto-Submitted: auto-replied
        Content-Type: multipart/report; report-type=disposition-notification; boundary="mdn"

        --mdn
        Content-Type: text/plain

        Your message was read.

        --mdn
        Content-Type: message/disposition-notification

        Final-Recipient: RFC822; {to}
        Original-Message-ID: {OURS}
        Disposition: manual-action/MDN-sent-manually; displayed

        --mdn--
        """)


def reply(to: str = HEAD, said: str = "Many thanks, you will have it by Friday.") -> bytes:
    """Return a person's answer from a council that marks what comes from outside."""
    return _lines(f"""
        From: Head of Parks <{to}>
        To: performance@council.example
        Subject: RE: [EXTERNAL] {_SUBJECT}
        Date: Tue, 3 Jul 2018 10:30:00 +0100
        Message-ID: <reply.1@council.example>
        In-Reply-To: {OURS}
        References: <earlier@council.example> {OURS}
        Content-Type: text/plain; charset="utf-8"

        {said}

        -----Original Message-----
        From: performance@council.example
        Subject: {_SUBJECT}

        > Please fill in the workbook.
        """)


def shared(to: str = HEAD) -> bytes:
    """Return what Outlook sends where a file is shared in the place of being attached."""
    return _lines(f"""
        From: Head of Parks <{to}>
        To: performance@council.example
        Subject: Re: {_SUBJECT}
        Date: Tue, 3 Jul 2018 10:30:00 +0100
        Message-ID: <shared.1@council.example>
        In-Reply-To: {OURS}
        Content-Type: multipart/alternative; boundary="alt"

        --alt
        Content-Type: text/plain; charset="utf-8"

        Here it is: parks 2018-19-Q1.xlsx<https://eur01.safelinks.protection.outlook.com/ap/x-59584e83/?url=https%3A%2F%2Fcouncil.sharepoint.com%2F%3Ax%3A%2Fs%2Fparks%2FEabC_1%3Fe%3Dsecret&data=05%7C01%7C>

        --alt
        Content-Type: text/html; charset="utf-8"

        <p>Here it is: <a href="https://eur01.safelinks.protection.outlook.com/ap/x-59584e83/?url=https%3A%2F%2Fcouncil.sharepoint.com%2F%3Ax%3A%2Fs%2Fparks%2FEabC_1%3Fe%3Dsecret&amp;data=05%7C01%7C">parks
        2018-19-Q1.xlsx</a></p>

        --alt--
        """)
