"""Which language a page speaks, and the words that its scripts carry along."""

from collections.abc import Sequence
from typing import Any
from typing import Final

from babel import Locale
from flask import Flask
from flask import has_request_context
from flask import request
from flask_babel import Babel
from flask_babel import get_locale
from flask_babel import get_translations

from appliance.classroom import klass
from webui.box import box

LANGUAGES: Final = {"en": "English", "fr": "Français"}
"""The languages that are complete: code → its own name."""
COOKIE: Final = "language"
_SAMPLES: Final = (*range(200), 1_000, 1_000_000)


def init_app(app: Flask) -> None:
    """Let `app` speak the languages of the catalogue, each request in the one it asks for."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    Babel(app, locale_selector=choose)


def choose() -> str:
    """Return the request's language: the visitor's, else the class's, the browser's, the box's."""
    if not has_request_context():
        return "en"
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    room = klass.classroom(box().room)
    if room is not None and room.language in LANGUAGES:
        return room.language
    return request.accept_languages.best_match(list(LANGUAGES)) or box().settings.language


def language() -> str:
    """Return the code of the language that this request speaks."""
    return str(get_locale())


def block(texts: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return what lib/text.js needs to say `texts` in this request's language.

    Each text is `[text]` or `[one, many]`. `texts` of the result maps the English to a translation
    or to a list of plural forms, `plurals` a CLDR plural category to the index of its form.
    The result is empty where English itself will do.
    """
    translations = get_translations()
    numbers = _plural_samples(translations)
    said: dict[str, Any] = {}
    for text in texts:
        if len(text) == 1:
            said[text[0]] = translations.gettext(text[0])
        else:
            said[text[0]] = [translations.ngettext(text[0], text[1], n) for n in numbers]
    changed = {key: value for key, value in said.items() if value not in (key, None)}
    english = all(list(text) == said[text[0]] for text in texts if len(text) == 2)
    if english:
        changed = {key: value for key, value in changed.items() if isinstance(value, str)}
    return {"texts": changed, "plurals": _plural_forms(translations)} if changed else {}


def _plural(translations: Any, n: int) -> int:
    return int(getattr(translations, "plural", lambda number: number != 1)(n))


def _plural_samples(translations: Any) -> list[int]:
    """Return for each plural form, in gettext's order, a number that takes it."""
    samples: dict[int, int] = {}
    for n in _SAMPLES:
        samples.setdefault(_plural(translations, n), n)
    return [samples[form] for form in sorted(samples)]


def _plural_forms(translations: Any) -> dict[str, int]:
    """Return for each CLDR plural category, as Intl.PluralRules names it, gettext's form."""
    locale = get_locale() or Locale("en")
    return {str(locale.plural_form(n)): _plural(translations, n) for n in reversed(_SAMPLES)}
