"""A site as its configuration has it, for those who ask what is taken there."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from kiosk.assembly import believed_by, configured, known_to, lists_of, rules_of, trusted_by
from kiosk.cli.words import say
from kiosk.credentials import Known, read_credential
from kiosk.domain.credential import PersonalCredential, SignedPass
from kiosk.domain.pass_ import Pass
from kiosk.domain.rules import Case, Rules
from kiosk.domain.rules.listed import ON_NO_LIST, Listing, on_no_list
from kiosk.errors import DeviceAbsent, JournalUnavailable


@dataclass(frozen=True, slots=True)
class Site:
    """Its rules, what is known there, its lists, and the journal of its kiosk (None: it has none)."""

    rules: Rules
    known: Known
    listing: Listing = on_no_list
    journal: Path | None = None

    @classmethod
    def of(cls, config: Path | None) -> "Site":
        """Of a kiosk.toml; without one what every kiosk knows. Raises SettingsError."""
        if config is None:
            return cls(Rules(), Known())
        settings = configured(config)
        today = datetime.now(UTC).date()
        trusted, listing = trusted_by(settings, today), lists_of(settings, today)
        known = replace(known_to(settings, trusted), issuers=believed_by(settings, trusted.issuers, today))
        return cls(rules_of(settings), known, listing, settings.journal.path)

    def case(self, content: bytes, at: datetime) -> Case:
        """A code held up at that time, by somebody whom the kiosk did not see lately."""
        credential = read_credential(content, self.known)
        used = self._used(credential.pass_) if isinstance(credential, SignedPass) else 0
        listed = self.listing(credential.person) if isinstance(credential, PersonalCredential) else ON_NO_LIST
        return Case(credential=credential, rules=self.rules, now=at, used=used, listed=listed)

    def _used(self, pass_: Pass) -> int:
        """As its journal says, where that is on this machine."""
        if pass_.uses is None or self.journal is None:
            return 0
        from kiosk.devices.journal import JournalReader  # costs a second, and few passes are counted

        try:
            reader = JournalReader(self.journal)
        except DeviceAbsent:
            return 0
        except JournalUnavailable as error:
            say(f"How often the pass was used cannot be told. {error}")
            return 0
        try:
            return reader.uses(pass_.id)
        finally:
            reader.close()
