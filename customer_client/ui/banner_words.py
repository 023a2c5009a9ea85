"""What the banner says: who is there, who does what, and what can be taken back."""

from collections.abc import Mapping
from typing import Final

from customer_client.ui.front import BannerView, Someone, Wants
from customer_client.ui.recording_words import TAPE, Tape
from customer_client.ui.words import PHRASES, Language, Phrase, joined, listed, plain
from protocol.modes import Mode

NAMED: Final = 5
"""So many people stand in the bar by name; the others are counted, and named when it is pointed at."""

MODES: Final[Mapping[Language, Mapping[Mode, str]]] = {
    Language.ENGLISH: {
        Mode.FULL_CONTROL: "full control",
        Mode.OBSERVER: "watching only",
        Mode.ADMIN: "administration",
        Mode.DESKTOP_SHARING: "taking turns",
        Mode.DEMO: "demonstration",
    },
    Language.SPANISH: {
        Mode.FULL_CONTROL: "control total",
        Mode.OBSERVER: "solo mirar",
        Mode.ADMIN: "administración",
        Mode.DESKTOP_SHARING: "por turnos",
        Mode.DEMO: "demostración",
    },
}


def banner_words(banner: BannerView, language: Language, named: int = NAMED) -> tuple[str, str]:
    """What stands on top: what is going on, naming so many people at most, and a smaller line beside it."""
    say = PHRASES[language]
    if banner.over:
        return say[Phrase.OVER], ""
    details = [] if banner.linked else [say[Phrase.RECONNECTING]]
    waiting = tuple(each for each in banner.wanted if each not in receivers(banner)[:1])
    if waiting:
        details.append(_wanted(waiting, language))
    details.append(_who_else(banner, language))
    if banner.mode is not None:
        details.append(MODES[language][banner.mode])
    if banner.mode is not None and banner.since:
        details.append(say[Phrase.SINCE].format(time=banner.since))
    if banner.mode is not None and banner.recorded is None:
        details.append(TAPE[language][Tape.NOT_RECORDED])
    return _happening(banner, language, named), " · ".join(part for part in details if part)


def everybody(banner: BannerView, language: Language) -> str:
    """Everyone who is there, by name and part, however many."""
    return listed(banner.people, language, roles=True)


def give_words(to: Wants, language: Language) -> str:
    """The button that gives the floor to this person."""
    return PHRASES[language][Phrase.GIVE_TO].format(name=plain(to.name))


def asked_words(to: Wants, language: Language) -> str:
    """The same button, for somebody who asks for it."""
    return PHRASES[language][Phrase.GIVE_ASKED].format(name=plain(to.name))


def receivers(banner: BannerView) -> tuple[Wants, ...]:
    """To whom the floor can be given here, those first who ask for it; nobody, while it is not here."""
    if not banner.floor_is_here:
        return ()
    asking = {each.person_id for each in banner.wanted}
    able = {each.person_id for each in banner.may_give}
    first = tuple(each for each in banner.wanted if each.person_id in able)
    return first + tuple(each for each in banner.may_give if each.person_id not in asking)


def _happening(banner: BannerView, language: Language, named: int) -> str:
    say = PHRASES[language]
    if banner.restarting:
        return say[Phrase.RESTARTING]
    if banner.private:
        return TAPE[language][Tape.PRIVATE]
    if banner.floor_is_here:
        return say[Phrase.YOUR_TURN]
    if banner.holder is not None:
        turns = banner.mode is Mode.DESKTOP_SHARING
        return say[Phrase.TURN_OF if turns else Phrase.CONTROLS].format(name=plain(banner.holder))
    if banner.mode is not None and banner.people:
        return _counted(banner.people, (Phrase.SEES, Phrase.SEE), language, named)
    if banner.people:
        return say[Phrase.WITH].format(
            happening=few(banner.people, language, named, roles=True), rest=say[Phrase.NOT_SHOWN]
        )
    if banner.place is not None:
        return say[Phrase.WAITING_PLACE].format(place=banner.place)
    return say[Phrase.WAITING]


def _who_else(banner: BannerView, language: Language) -> str:
    """Who sees it beside the one of whom it is said that they control; in a private moment, who is there."""
    if banner.private:
        return few(banner.people, language)
    if banner.mode is None or (banner.holder is None and not banner.floor_is_here and not banner.restarting):
        return ""
    names = [each.name for each in banner.people]
    at = names.index(banner.holder) if banner.holder in names else len(names)
    others = banner.people[:at] + banner.people[at + 1 :]
    if not others:
        return ""
    if banner.floor_is_here or banner.restarting:
        return _counted(others, (Phrase.SEES, Phrase.SEE), language)
    return _counted(others, (Phrase.SEES_TOO, Phrase.SEE_TOO), language)


def _wanted(wanted: tuple[Wants, ...], language: Language) -> str:
    names = [plain(each.name) for each in wanted]
    phrase = Phrase.WANTS if len(names) == 1 else Phrase.WANT
    return PHRASES[language][phrase].format(names=joined(names, language))


def _counted(
    people: tuple[Someone, ...], one_or_more: tuple[Phrase, Phrase], language: Language, named: int = NAMED
) -> str:
    return PHRASES[language][one_or_more[len(people) > 1]].format(names=few(people, language, named))


def few(people: tuple[Someone, ...], language: Language, named: int = NAMED, *, roles: bool = False) -> str:
    """The first of them by name, and how many more: "Ana, Luis and 2 more"."""
    if len(people) <= named:
        return listed(people, language, roles=roles)
    first = ", ".join(plain(each.name) for each in people[:named])
    return PHRASES[language][Phrase.MORE].format(names=first, count=len(people) - named)
