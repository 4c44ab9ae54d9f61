"""Pages and documents, written for the tests: what browsers save, and what only looks like it."""

# ruff: noqa: E501  a page is as wide as it is

from __future__ import annotations

PAYWALLED = """Home
Strategy
Leadership
Subscribe
Log in

The Harbour Review of Business

Sharing Risk With a Rival

By Leila Haddad and Tom O'Brien

12 March 2017

6 min read

Share on LinkedIn

Two ferry operators on the same strait agreed in 2014 to run one timetable, and for a year neither of them told its own crews why.2

The idea came from the port authority, which had watched both firms sail half-empty boats at the same minute.3 Each side kept its brand, its crews and its accounts. What they shared was the risk of an empty crossing... Subscribe to continue reading.

Already a subscriber? Sign in

You have read 3 of 3 free articles this month.

Most Popular

Why Mergers of Equals Are Rare
Ines Kraus
A short history of an expensive idea.
"""

COMMENTED = """Partner scorecards that people fill in
Partner scorecards that people fill in

Posted on September 9, 2019 by Ruth Adeyemi | 2 Comments

Most scorecards die in the second quarter. Ours lived because we asked for four numbers only, and because both sides had to type them in on the same morning.

We started with pipeline, response time, open issues and trust. Nothing else was allowed on the sheet for a year.

Tell me what you measure in the comments!

2 Comments

Jonas
September 10, 2019 at 8:14 am
We tried forty numbers and gave up after a month because nobody believed any of them.
Reply

Mei says:
Trust cannot be measured on a sheet of paper, and I would never let my partner see my number for it.
Reply

Leave a Reply
Your email address will not be published. Required fields are marked *
"""

TEASERS_INSIDE = """Alliance Weekly

How two hospitals share one scanner

By Petra Novak
5 May 2021

Two hospitals in the same valley bought one scanner together and agreed that each would run it on alternate days of the week.

Related stories

Five clauses you forgot
When the lawyers leave the room
Scanner prices fall again

The contract was three pages long. It named one person on each side who could decide without asking anybody else.

After two years the scanner was busy for eleven hours a day. Neither hospital has asked to change the agreement since then, and a third one wants to join.

Don't miss

Radiologists speak out
A blurb about something else entirely.
"""

NOTICES = """We use cookies to make this site work. By continuing to browse you agree to our use of cookies. Accept all cookies

Skip to main content

The Quiet Exit

Written by Dana Whitfield
Published: 2020-11-03

Winding up a joint venture took the two firms nine months, and only the first of them was about money.

The rest went into people. Every engineer was asked where he or she wanted to go, and nobody was refused.

Sorry, something went wrong. Please refresh the page and try again.

Please enable JavaScript to view this page properly.

© 2020 Northwind Press. All rights reserved.
"""

SHARED = """Menu
Search
About | Careers | Contact

Facebook Twitter LinkedIn Email

Governance without meetings

Trade Partner Journal
June 2018

A steering committee that meets every month decides less than one that meets every quarter, said the alliance managers whom we asked.

"A steering committee that meets every month decides less than one that meets every quarter."

They gave two reasons. Small questions grow to fill a monthly agenda, and large ones are put off because the next meeting is near.

Advertisement

The quarterly committees prepared better. Their papers went out ten days before, and questions were answered in writing.

Filed under: Governance, Committees

Get the best of our journal delivered to your inbox.
Enter your email address

Follow us on Twitter
"""

CAPTIONS = """Why partners drift apart

Two rowing boats on a lake at dawn, seen from above
Two rowing boats on a lake at dawn — seen from above

Partners drift apart when their plans are updated at different times of the year, because each then argues from its own calendar.

Photo: Harbour Archive

A shared planning week cured it in the four firms that tried one, and it cost them nothing but a change of date.

Read next

How to choose a mediator
"""

NOTE_NUMERALS = """Learning from failed ventures

By Carla Mendes

Nov 2, 2009

Failure teaches less than managers hope.1 Teams that wrote down their reasons before the venture began learned more than teams that wrote them afterwards.2,3

The difference was “larger than any other we measured”4 in the sample, and it held in both regions.[5][6]

By version 2.1 of the form, which had No.5 as its longest question, most teams finished in an hour.(7) None of them took a day.
"""

EXCERPT = """Newspaper article The Northern Ledger

Ports Agree to Share Their Pilots

Newspaper article The Northern Ledger

Ports Agree to Share Their Pilots

Article excerpt

Four ports on the northern coast will share their pilots from next spring, after a winter in which ships waited for days outside two of them while pilots in the others had nothing to do.

The agreement runs for three years. …

Search
Advanced search

An unexpected error occurred. Please reload the page.
"""

UNKNOWN_MENU = """Alliances
Podcast
Events
Home
Login

Signals that a partner is leaving

By Omar Haddad

14 February 2022

A partner who is about to leave stops arguing, and that was the only signal that all nine managers in our round table had seen.

Next came slower answers, then new faces in the steering committee, and at last a polite question about the notice period.

About us
Terms of use
Back to top
"""

ABOUT_PAYWALLS = """What paywalls did to trade journals

Trade journals put up paywalls between 2010 and 2015, and most of them lost the casual reader without winning the loyal one.

Readers who meet the words "Subscribe to continue reading" leave in nine cases of ten. Already a subscriber is a phrase that editors now avoid.

To read the complete article a visitor of the first kind of journal had to pay; the second kind asked for an address only. Comments fell by half in both, and newsletters took their place.

Sign-up forms with more than two fields were abandoned. A page that says an error has occurred was, to our surprise, left more slowly than a sign-up form.
"""

COMMENTS_RECEIVED = """Joint venture consultation: report

1. Purpose

This report sums up what members said about the proposed joint venture between the two cooperatives.

2. Comments received

Members of the northern cooperative asked how prices would be set after the first year.

Members of the southern cooperative feared that their dairy would be closed, and three of them asked for a guarantee.

3. Responses

The boards answered that prices follow the market and that both dairies stay open until 2031.

4. Related articles of the bylaws

Article 4 says that a closure needs two thirds of the votes in both cooperatives.
"""

MEMO = """To: Steering committee
From: Ana Silva
Date: 3 May 2023
Subject: Pilot go-live

Pilot starts Monday
Owner: Ken Ito
Budget: 40,000 EUR
No press before June
Partner signs first
"""

DATA_LINES = """Alliance count by year

2019
12 signed, 3 ended

2020
7 signed, 5 ended

2021
7 signed, 5 ended

Total
26 signed, 13 ended
"""

LISTS = """Partner-fit checklist

- Does the partner want what we want?
- Can it decide without its parent?
- Comments
- Share
- Contact

1. Ask three of its former partners.
2. Read its last two annual reports.
3. Subscribe to its investor news.
"""

RUNBOOK = """Deal registration runbook

If the problem persists, call the alliance desk and give the registration number.

1. Click here in the portal to open the form.
2. Please try again after ten minutes when the portal is busy.
3. Log in with the partner account.

An error has occurred in earlier releases when two partners registered one deal in the same minute.

Contact
Alliance desk
Ann Lee
"""

VERSES = """We met in spring to draw the line,
we met in fall to move it,
you kept your half, and I kept mine,
and neither could improve it.
"""

CHARTER = """Alliance charter

Purpose

The parties will develop one cold chain for vaccines and will sell it under both names.

Comments

The board may comment on this charter within thirty days of its signature.

Discussion

Minutes of every discussion are kept by the secretary and read by both parties.

Newsletter

The parties publish one newsletter a quarter; its text is agreed beforehand.
"""
