"""Reading `plansheet.toml`, and the commented file that a new folder starts with."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from plansheet.errors import SettingsError
from plansheet.model.accounts import Kept, SignIn
from plansheet.model.contacts import Absence
from plansheet.model.indicators import Tolerance
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.risks import FIVE_BY_SIX, FOUR_BY_FOUR, Band, RiskScheme, Scale, steps
from plansheet.model.units import Unit
from plansheet.model.words import SeparateChecker
from plansheet.settings import (
    AcceptFrom,
    Collection,
    Committee,
    Contact,
    Council,
    LedgerPlace,
    Mail,
    Mailbox,
    Nation,
    Part,
    PasswordFrom,
    ReadingLimits,
    Security,
    Settings,
    default_settings_text,
    load_settings,
    parse_settings,
)
from plansheet.settings.bank_holidays import bank_holidays
from plansheet.settings.schemes import DeclaredScheme

if TYPE_CHECKING:
    from pathlib import Path

LOCK = "lock"
Q2 = Quarter(FinancialYear(2018), 2)
SCHEME = """
[[risk_schemes]]
name = "3x3"
likelihood = ["1 Unlikely", "2 Possible", "3 Likely"]
impacts = { Impact = ["1 Minor", "2 Major", "3 Severe"] }
bands = [{ name = "Low", up_to = 3 }, { name = "High", up_to = 9 }]
"""
PLACE = """
[[risk_schemes]]
name = "map"
likelihood = ["L Low", "H High"]
impacts = { Money = ["I Small", "II Large"], "Good name" = ["I Small", "II Large"] }
score = "place"
treat_impact = "II"
treat_likelihood = "low"
"""


def refused(text: str) -> str:
    with pytest.raises(SettingsError) as raised:
        parse_settings(text)
    return str(raised.value)


def test_an_empty_file_is_all_defaults() -> None:
    assert parse_settings("") == Settings()


def test_everything_that_can_be_said_is_read() -> None:
    text = """
    [council]
    name = "Three Rivers District Council"
    manager = "Performance Manager"
    email = "performance@three-rivers.example"
    domain = "@Three-Rivers.example"
    [collection]
    due_working_days = 15
    bank_holidays = "northern ireland"
    holidays = [2018-12-27, 2018-12-28]
    due = { "Q2 2018/19" = 2018-10-19 }
    tolerance = "5 points"
    separate_checker = "Required"
    password = "lock"
    [limits]
    seconds = 5
    unpacked_mb = 50
    [mail]
    server = "smtp.three-rivers.example"
    port = 465
    security = "TLS"
    sign_in = "xoauth2"
    secret = "command"
    secret_command = ["token", "--for", "mail"]
    per_minute = 10
    other_domains = ["@County.example"]
    [mailbox]
    server = "imap.three-rivers.example"
    finished = "Done"
    accept_from = "council"
    [ledger]
    url = "postgresql://plansheet@db.three-rivers.example/performance"
    schema = "three_rivers"
    secret = "keyring"
    [contacts.parks]
    email = "parks@three-rivers.example"
    deputy = "Deputy Head of Parks"
    absences = ["2018-10-01 to 2018-10-12", "2018-12-24 to 2018-12-24"]
    head = "head.of.parks@three-rivers.example"
    copies = ["data@three-rivers.example"]
    [committees.scrutiny]
    title = "Scrutiny Committee"
    services = ["Parks"]
    themes = ["Safer communities"]
    meetings = { "2018-19-Q2" = 2018-12-03 }
    header = { "Report of" = "Head of Parks", "Key decision" = "" }
    part = "Internal"
    """
    assert parse_settings(text) == Settings(
        Council(
            "Three Rivers District Council",
            "Performance Manager",
            "performance@three-rivers.example",
            "three-rivers.example",
        ),
        Collection(
            due_working_days=15,
            bank_holidays=Nation.NORTHERN_IRELAND,
            holidays=(date(2018, 12, 27), date(2018, 12, 28)),
            due={Q2: date(2018, 10, 19)},
            tolerance="5 points",
            separate_checker=SeparateChecker.REQUIRED,
            password=LOCK,
        ),
        ReadingLimits(seconds=5, unpacked_mb=50),
        Mail(
            server="smtp.three-rivers.example",
            port=465,
            security=Security.TLS,
            sign_in=SignIn.TOKEN,
            secret=Kept.COMMAND,
            secret_command=("token", "--for", "mail"),
            per_minute=10,
            other_domains=("county.example",),
        ),
        Mailbox(
            server="imap.three-rivers.example",
            finished="Done",
            accept_from=AcceptFrom.COUNCIL,
        ),
        {
            "parks": Contact(
                "parks@three-rivers.example",
                "Deputy Head of Parks",
                (
                    Absence(date(2018, 10, 1), date(2018, 10, 12)),
                    Absence(date(2018, 12, 24), date(2018, 12, 24)),
                ),
                "head.of.parks@three-rivers.example",
                ("data@three-rivers.example",),
            )
        },
        {
            "scrutiny": Committee(
                "Scrutiny Committee",
                ("parks",),
                ("Safer communities",),
                {Q2: date(2018, 12, 3)},
                {"Report of": "Head of Parks", "Key decision": ""},
                Part.INTERNAL,
            )
        },
        ledger=LedgerPlace(
            url="postgresql://plansheet@db.three-rivers.example/performance",
            schema="three_rivers",
            secret=PasswordFrom.KEYRING,
        ),
    )


def test_the_file_that_init_writes_says_the_defaults_and_every_key() -> None:
    text = default_settings_text()
    assert parse_settings(text) == Settings()
    sections = (
        Council(), Collection(), ReadingLimits(), Mail(), Mailbox(), LedgerPlace(), Contact(),
        Committee(), DeclaredScheme(),
    )  # fmt: skip
    for section in sections:
        for item in fields(section):
            assert re.search(rf"(?m)^# .+\n#?{item.name} = .+$", text), item.name


def test_its_commented_examples_can_be_used_as_they_stand() -> None:
    examples = re.sub(r"(?m)^#(?=[\[a-z])", "", default_settings_text())
    settings = parse_settings(examples)
    assert list(settings.contacts) == ["community-partnerships"]
    assert (settings.ledger.schema, settings.ledger.path) == ("three_rivers", "")
    assert [each.title for each in settings.committees.values()] == [
        "Community Safety Scrutiny Committee"
    ]
    assert [scheme.name for scheme in settings.schemes] == ["5x6", "4x4", "5x5"]
    lines = re.findall(r"(?m)^# For example: (.+)$", default_settings_text())
    assert len(lines) == 14
    for line in lines:
        sections = ("council", "collection", "mail", "mailbox")
        assert any(parse_settings_or_none(f"[{section}]\n{line}") for section in sections), line


def parse_settings_or_none(text: str) -> Settings | None:
    try:
        return parse_settings(text)
    except SettingsError:
        return None


def test_init_can_fill_settings_in() -> None:
    name = 'The "Royal" Borough of \\ & \x7f'
    text = default_settings_text(
        {"council.name": "Cafés & Parks", "collection.holidays": (date(2018, 12, 25),)}
    )
    assert parse_settings(text) == Settings(
        council=Council(name="Cafés & Parks"),
        collection=Collection(holidays=(date(2018, 12, 25),)),
    )
    assert r"\\ & \u007f" in default_settings_text({"council.name": name})
    with pytest.raises(KeyError, match=r"council\.motto"):
        default_settings_text({"council.motto": "Onwards"})


@pytest.mark.parametrize(
    ("text", "quarter", "due"),
    [
        ("", Q2, date(2018, 10, 12)),
        ("due_working_days = 1", Q2, date(2018, 10, 1)),
        ("holidays = [2018-10-01]", Q2, date(2018, 10, 15)),
        ('due = { "2018-19-Q2" = 2018-10-31 }', Q2, date(2018, 10, 31)),
        # New Year's Day, and in Scotland the day after it.
        ("", Q2.plus(1), date(2019, 1, 15)),
        ('bank_holidays = "Scotland"', Q2.plus(1), date(2019, 1, 16)),
        ('bank_holidays = "none"', Q2.plus(1), date(2019, 1, 14)),
        ("holidays = [2019-01-02, 2019-01-03]", Q2.plus(1), date(2019, 1, 17)),
        ('due = { "2018-19-Q2" = 2018-10-31 }', Q2.plus(1), date(2019, 1, 15)),
        # 19 to 22 April are Good Friday to Easter Monday: in Scotland only the first of them.
        ("due_working_days = 20", Q2.plus(2), date(2019, 4, 30)),
        ('due_working_days = 20\nbank_holidays = "Scotland"', Q2.plus(2), date(2019, 4, 29)),
        # Across a year's end, with its bank holidays on both sides of it.
        ("due_working_days = 65", Q2, date(2019, 1, 2)),
    ],
)
def test_when_workbooks_are_due(text: str, quarter: Quarter, due: date) -> None:
    assert parse_settings(f"[collection]\n{text}").due(quarter) == due


def test_bank_holidays_of_one_year_only_are_no_working_days() -> None:
    # Moved, added for the Platinum Jubilee, for a funeral and for a coronation.
    assert date(2022, 5, 30) not in bank_holidays(Nation.ENGLAND, 2022)
    for day in (date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)):
        for nation in set(Nation) - {Nation.NONE}:
            assert day in bank_holidays(nation, day.year)
    spring = Quarter(FinancialYear(2022), 4)
    assert parse_settings("[collection]\ndue_working_days = 23").due(spring) == date(2023, 5, 9)


def test_only_the_bank_holidays_of_the_nation_count() -> None:
    england = bank_holidays(Nation.ENGLAND, 2019)
    own = {
        nation: {day for day in bank_holidays(nation, 2019) - england if day.weekday() < 5}
        for nation in Nation
    }
    assert own == {
        Nation.ENGLAND: set(),
        Nation.WALES: set(),
        Nation.SCOTLAND: {date(2019, 1, 2), date(2019, 8, 5), date(2019, 12, 2)},
        Nation.NORTHERN_IRELAND: {date(2019, 3, 18), date(2019, 7, 12)},
        Nation.NONE: set(),
    }


@pytest.mark.parametrize("nation", Nation)
def test_every_quarter_of_the_century_has_a_day_that_is_due(nation: Nation) -> None:
    settings = parse_settings(f'[collection]\nbank_holidays = "{nation}"')
    for quarter in (each for year in range(2000, 2101) for each in FinancialYear(year).quarters):
        # Two weeks, and at Christmas and Easter no more than three days of bank holidays.
        assert 10 <= (settings.due(quarter) - quarter.last_day).days <= 19
        assert settings.due(quarter).weekday() < 5
        assert settings.due(quarter) not in bank_holidays(nation, settings.due(quarter).year)


@pytest.mark.parametrize(
    ("words", "unit", "tolerance"),
    [
        ("5%", Unit.PERCENT, Tolerance(Decimal("0.05"), relative=True, text="5%")),
        ("5%", Unit.NUMBER, Tolerance(Decimal("0.05"), relative=True, text="5%")),
        ("5 points", Unit.PERCENT, Tolerance(Decimal("0.05"), relative=False, text="5 points")),
        ("5 points", Unit.NUMBER, Tolerance(Decimal(5), relative=False, text="5 points")),
        ("5%", Unit.DATE, Tolerance(Decimal(0), relative=False, text="0 days")),
    ],
)
def test_the_tolerance_is_in_the_terms_of_the_unit(
    words: str, unit: Unit, tolerance: Tolerance
) -> None:
    settings = Settings(collection=Collection(tolerance=words))
    assert settings.tolerance_for(unit) == tolerance
    assert settings.tolerance == settings.tolerance_for(Unit.PERCENT)


def test_a_committee_has_a_short_name_and_a_title() -> None:
    assert refused('[committees.Scrutiny]\ntitle = "Scrutiny"') == (
        "plansheet.toml, [committees.Scrutiny]: 'Scrutiny' cannot be the short name of a "
        "committee. Write lower-case letters, digits and hyphens, for example "
        "[committees.scrutiny]."
    )
    assert refused("[committees.scrutiny]\nservices = []") == (
        "plansheet.toml, [committees.scrutiny]: the committee has no title. Write for example "
        'title = "Community Safety Scrutiny Committee".'
    )
    assert refused("committees = 3") == (
        "plansheet.toml: [committees.NAME] is 3, which is not a part with settings of its own. "
        "Write [committees.NAME] on a line by itself and its settings below it."
    )
    assert parse_settings("[committees.board]").committees == {"board": Committee()}


def test_a_service_without_a_contact_of_its_own_has_an_empty_one() -> None:
    assert Settings().contact("parks") == Contact()


def test_a_risk_scheme_of_the_council_joins_those_that_ship() -> None:
    settings = parse_settings(SCHEME + PLACE)
    mild, bad = steps(("I", "Small"), ("II", "Large"))
    assert settings.schemes == (
        FIVE_BY_SIX,
        FOUR_BY_FOUR,
        RiskScheme(
            "3x3",
            Scale(
                "likelihood",
                "Likelihood",
                steps(("1", "Unlikely"), ("2", "Possible"), ("3", "Likely")),
            ),
            (Scale("impact", "Impact", steps(("1", "Minor"), ("2", "Major"), ("3", "Severe"))),),
            (Band("Low", 3), Band("High", 9)),
        ),
        RiskScheme(
            "map",
            Scale("likelihood", "Likelihood", steps(("L", "Low"), ("H", "High"))),
            (
                Scale("money", "Money", (mild, bad), may_be_blank=True),
                Scale("good_name", "Good name", (mild, bad), may_be_blank=True),
            ),
            treat_impact=2,
            treat_likelihood=1,
        ),
    )


def test_a_scheme_with_the_name_of_one_that_ships_replaces_it() -> None:
    settings = parse_settings(SCHEME.replace("3x3", "5x6"))
    assert [scheme.name for scheme in settings.schemes] == ["5x6", "4x4"]
    assert len(settings.schemes[0].likelihood.steps) == 3


def test_a_step_of_one_word_is_its_own_code() -> None:
    scheme = parse_settings(SCHEME.replace("1 Unlikely", "Rare")).schemes[-1]
    assert scheme.likelihood.steps[0] == steps(("Rare", "Rare"))[0]
    assert scheme.likelihood.step("") is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "3x3"', "", 'it has no name. Write for example name = "5x5".'),
        (
            'likelihood = ["1 Unlikely", "2 Possible", "3 Likely"]',
            "",
            'it has no likelihood. Write for example likelihood = ["1 Remote", "2 Likely"].',
        ),
        (
            'impacts = { Impact = ["1 Minor", "2 Major", "3 Severe"] }',
            "",
            'it has no impacts. Write for example impacts = { Impact = ["1 Low", "2 High"] }.',
        ),
        (
            "Impact =",
            "Likelihood =",
            "two of its inputs have one heading. Give each impact a heading of its own.",
        ),
        (
            "3 Severe",
            "2 Severe",
            "two steps of Impact are written alike. Give each step a code and words of its own.",
        ),
        (
            "3 Likely",
            "3 possible",
            (
                "two steps of Likelihood are written alike. Give each step a code and words of its "
                "own."
            ),
        ),
        (
            'bands = [{ name = "Low", up_to = 3 }, { name = "High", up_to = 9 }]',
            "",
            (
                "a score of likelihood x impact needs bands. Write for example "
                'bands = [{ name = "Low", up_to = 3 }, { name = "High", up_to = 9 }].'
            ),
        ),
        (
            "up_to = 9",
            "up_to = 3",
            "its bands do not rise. List them from the lowest score to the highest.",
        ),
        (
            "bands =",
            'treat_impact = "9"\nbands =',
            'treat_impact is "9", which is not a step of Impact. Write one of: 1, 2, 3.',
        ),
        (
            "bands =",
            'score = "place"\nbands =',
            'a score of "place" has no bands. Take the line bands = ... out.',
        ),
        (
            'bands = [{ name = "Low", up_to = 3 }, { name = "High", up_to = 9 }]',
            'score = "place"\ntreat_impact = "2"',
            (
                'a score of "place" needs treat_likelihood, the step of Likelihood '
                "from which a risk "
                'requires treatment. Write for example treat_likelihood = "1".'
            ),
        ),
    ],
)
def test_a_scheme_that_does_not_hold_is_refused(old: str, new: str, said: str) -> None:
    assert old in SCHEME
    name = "" if old.startswith("name") else "3x3"
    whole = f'plansheet.toml, the risk scheme "{name}": {said}'
    assert refused(SCHEME.replace(old, new)) == whole


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            'path = "C:/ledger.db"\nurl = "postgresql://db/x"',
            (
                "path and url are both given, and the ledger is in one place. Empty the one that "
                'does not hold, for example path = "".'
            ),
        ),
        (
            'url = "mysql://me:a-secret@db/x"',
            (
                "url is not the address of a PostgreSQL server. Write for example url = "
                '"postgresql://plansheet@db.council.example/performance".'
            ),
        ),
        (
            'schema = "Three Rivers"',
            (
                'schema is "Three Rivers", which is not a name in lower-case letters, digits and _ '
                'that begins with a letter, in quotes. Write for example schema = "three_rivers".'
            ),
        ),
    ],
)
def test_a_place_for_the_ledger_that_cannot_be_is_refused(line: str, said: str) -> None:
    assert refused(f"[ledger]\n{line}") == f"plansheet.toml, [ledger]: {said}"


def test_two_schemes_of_one_name_are_refused() -> None:
    assert refused(SCHEME * 2) == (
        "plansheet.toml, [[risk_schemes]]: two risk schemes are called '3x3'. "
        "Give each one a name of its own."
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[colection]",
            "plansheet.toml: plansheet knows no setting 'colection'. Did you mean collection?",
        ),
        (
            'tolerance = "5%"',
            (
                "plansheet.toml: plansheet knows no setting 'tolerance'. "
                "It belongs below the line [collection]."
            ),
        ),
        (
            "[limits]\nsecond = 5",
            "plansheet.toml, [limits]: plansheet knows no setting 'second'. Did you mean seconds?",
        ),
        (
            "[limits]\nspeed = 5",
            (
                "plansheet.toml, [limits]: plansheet knows no setting 'speed'. "
                "What can stand there: memory_mb, seconds, unpacked_mb."
            ),
        ),
        (
            "limits = 5",
            (
                "plansheet.toml: [limits] is 5, which is not a part with settings of its own. "
                "Write [limits] on a line by itself and its settings below it."
            ),
        ),
        (
            "contacts = true",
            (
                "plansheet.toml: [contacts.CODE] is true, which is not a part with settings of its "
                "own. Write [contacts.CODE] on a line by itself and its settings below it."
            ),
        ),
        (
            "risk_schemes = 5",
            (
                "plansheet.toml: [[risk_schemes]] is 5, which is not a part with "
                "settings of its own. "
                "Write [[risk_schemes]] on a line by itself and its settings below it."
            ),
        ),
        (
            "[contacts.Parks]",
            (
                "plansheet.toml, [contacts.Parks]: 'Parks' is not the code of a "
                "service. Write it as "
                "its plan's file name does, for example [contacts.community-partnerships]."
            ),
        ),
        (
            "[council]\nname = “Three Rivers”",
            (
                "plansheet.toml, line 2: 'name = “Three Rivers”' cannot be read "
                "(Invalid value). Each "
                "line is a name, an equals sign and a value, words in straight quotes, for example "
                'name = "Our Council".'
            ),
        ),
        (
            "[council]\nname =",
            (
                "plansheet.toml, line 2: 'name =' cannot be read (Invalid value). Each "
                "line is a name, an equals sign and a value, words in straight quotes, for example "
                'name = "Our Council".'
            ),
        ),
    ],
)
def test_what_cannot_be_understood_is_said_with_its_place(text: str, said: str) -> None:
    assert refused(text) == said


@pytest.mark.parametrize(
    ("section", "line", "shown", "kind"),
    [
        ("council", 'name = ""', '""', "words on one line"),
        ("council", "name = 5", "5", "words on one line"),
        ("council", r'name = "a\nBcc: b"', r'"a\nBcc: b"', "words on one line"),
        ("council", 'email = "performance"', '"performance"', "an e-mail address"),
        ("council", "domain = 5", "5", "the part of an e-mail address after the @"),
        ("council", 'domain = "council"', '"council"', "the part of an e-mail address"),
        ("collection", "due_working_days = true", "true", "a whole number from 1 to 120"),
        ("collection", "due_working_days = 10.5", "10.5", "a whole number from 1 to 120"),
        ("collection", "due_working_days = 0", "0", "a whole number from 1 to 120"),
        ("collection", 'holidays = "2018-12-25"', '"2018-12-25"', "a list of dates"),
        ("collection", 'holidays = ["25/12/18"]', '["25/12/18"]', "a list of dates"),
        ("collection", "holidays = [2018-12-25T00:00:00]", "[2018-12-25T00:00:00]", "a list of"),
        ("collection", "due = 2018-10-12", "2018-10-12", "a list of quarters"),
        ("collection", "due = { Q2 = 2018-10-12 }", "{ Q2 = 2018-10-12 }", "a list of quarters"),
        ("collection", 'due = { "2018-19-Q2" = 3 }', '{ "2018-19-Q2" = 3 }', "a list of quarters"),
        ("collection", "tolerance = 5", "5", "a tolerance such as"),
        ("collection", 'tolerance = "10 days"', '"10 days"', "a tolerance such as"),
        (
            "collection",
            'separate_checker = "yes"',
            '"yes"',
            'one of "required", "preferred", "off"',
        ),
        ("collection", "separate_checker = 1", "1", 'one of "required", "preferred", "off"'),
        (
            "collection",
            'bank_holidays = "France"',
            '"France"',
            'one of "England", "Wales", "Scotland", "Northern Ireland", "none"',
        ),
        ("limits", "seconds = 0", "0", "a whole number from 1 to 3600"),
        ("contacts.parks", 'copies = [""]', '[""]', "a list of e-mail addresses"),
        ("contacts.parks", "copies = {}", "{}", "a list of e-mail addresses"),
        ("committees.parks", 'title = ""', '""', "words on one line"),
        (
            "committees.parks",
            'services = ["Our Parks"]',
            '["Our Parks"]',
            "a list of the codes of services",
        ),
        ("committees.parks", 'services = "parks"', '"parks"', "a list of the codes of services"),
        ("committees.parks", 'themes = [""]', '[""]', "a list of words"),
        ("committees.parks", 'header = ["All"]', '["All"]', "a list of labels"),
        ("committees.parks", 'header = { "" = "All" }', '{ "" = "All" }', "a list of labels"),
        ("committees.parks", "header = { Wards = 3 }", "{ Wards = 3 }", "a list of labels"),
        ("committees.parks", 'part = "II"', '"II"', 'one of "public", "internal"'),
        ("[risk_schemes]", "likelihood = []", "[]", "a list of steps"),
        ("[risk_schemes]", "likelihood = [1, 2]", "[1, 2]", "a list of steps"),
        ("[risk_schemes]", "impacts = 5", "5", "a list of headings"),
        ("[risk_schemes]", "impacts = { A = [] }", "{ A = [] }", "a list of headings"),
        ("[risk_schemes]", "bands = [{ name = 'Low' }]", '[{ name = "Low" }]', "a list of bands"),
    ],
)
def test_a_wrong_value_is_shown_with_what_to_write(
    section: str, line: str, shown: str, kind: str
) -> None:
    name = line.partition(" =")[0]
    said = refused(f"[{section}]\n{line}")
    start = f"plansheet.toml, [{section}]: {name} is {shown}, which is not {kind}"
    assert said.startswith(start)
    assert f". Write for example {name} = " in said


def test_long_nonsense_is_not_repeated_whole() -> None:
    assert len(refused("x = " + "[" * 5000)) < 400
    assert len(refused(f'[limits]\nseconds = "{"9" * 5000}"')) < 300


def test_a_file_saved_by_notepad_with_its_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plansheet.toml"
    path.write_bytes(b'\xef\xbb\xbf[council]\r\nname = "Parks"\r\n')
    assert load_settings(path).council.name == "Parks"


def test_a_folder_without_settings_is_told_how_to_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings(tmp_path / "plansheet.toml")
    assert str(raised.value) == (
        f"There is no plansheet.toml in {tmp_path}. Run 'plansheet init FOLDER' to start one, or "
        "give the council's folder with -C."
    )


def test_a_file_that_is_no_text_or_no_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plansheet.toml"
    path.write_bytes("[council]\nname = 'Café'".encode("utf-16"))
    with pytest.raises(SettingsError, match="not saved as UTF-8 text"):
        load_settings(path)
    with pytest.raises(SettingsError, match=r"plansheet\.toml cannot be read: Is a directory"):
        load_settings(tmp_path)
