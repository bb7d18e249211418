"""The forms of 107 are, part by part and byte for byte, those that version 0.1 issued."""

import hashlib
import io
import zipfile

import pytest

from scoring.audit import audit
from scoring.rubric import Rubric
from scoring.scorecard import Office
from tests.builders import OFFICE, taipei
from workbook.form.correction import correct
from workbook.form.fill import fill, issue, stock
from workbook.form.guide import instructions
from workbook.identity import Identity, identity_of, sign
from workbook.protection import Lock

LOCK = Lock("aGFzaA==", "c2FsdA==")
DIGESTS = {
    "blank": "b7b4a81e17522da7376088a1ee005b2a993ebc3dd1fedc7127c7e64f8cc75b2b",
    "blank, for nobody": "c8262c7421bba0916d5c699dd8955d77d496d39e9d051e223cfba9efb9927615",
    "filled": "b4115ca332d38f6fe86a66ee7eb8354488e217edb2469bb9f2967d9b99036e50",
    "filled, for nobody": "35789231e425047fbce0e0003c01e58bad05aca653e0a7b76398a402744cd698",
    "sent back": "bf884601e74b083c7e2b3c2f31f0fcb87e736cf137a6bd9af00b982210fc1d30",
}
"""SHA-256 over the names and the contents of a workbook's parts."""
INSTRUCTIONS = "50245a4ff79ac4d48f4f872b304bf4d0c836ef4aefb9e2d908010b71907d1969"


def _who(rubric: Rubric, office: Office) -> Identity:
    return sign(identity_of(rubric, office, "107-1"), bytes(range(32)))


def _made(rubric: Rubric, name: str) -> bytes:
    named = "nobody" not in name
    who = _who(rubric, OFFICE if named else Office())
    card = taipei(rubric)
    if name == "sent back":
        return correct(rubric, LOCK, who, card, audit(rubric, card).findings)
    made = stock(rubric, LOCK, named=named)
    return issue(made, who) if name.startswith("blank") else fill(made, who, card)


def _digest(data: bytes) -> str:
    digest = hashlib.sha256()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in sorted({*package.namelist()} - {"docProps/core.xml"}):  # which has the time
            digest.update(name.encode() + b"\0" + package.read(name) + b"\0")
    return digest.hexdigest()


def test_the_rubric_has_the_hash_that_forms_out_there_carry(rubric_107: Rubric) -> None:
    assert rubric_107.hash == "a179180a65645cf143f617ce375a767e2b8c5bf21526cbfac7377b0cb0482ee9"


@pytest.mark.parametrize("name", DIGESTS)
def test_a_form_of_107_is_what_it_was(rubric_107: Rubric, name: str) -> None:
    assert _digest(_made(rubric_107, name)) == DIGESTS[name]


def test_the_instructions_of_107_are_what_they_were(rubric_107: Rubric) -> None:
    assert hashlib.sha256(instructions(rubric_107).encode()).hexdigest() == INSTRUCTIONS
