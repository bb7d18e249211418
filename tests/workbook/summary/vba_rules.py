"""What the VBA editor would refuse, found without it: a strict reader of the VBA that we write.

It knows less than VBA does, and only what our module needs: whatever it does not know is a fault.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

MAX_LINE, MAX_CONTINUATIONS, MAX_PROCEDURE = 1023, 24, 64 * 1024


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STRING = re.compile(r'"(?:[^"]|"")*"')
_COMMENT = re.compile(r"'.*")
_HEAD = re.compile(r"(?P<scope>Public|Private) (?P<kind>Sub|Function) (?P<name>\w+)\((?P<rest>.*)$")
_NAME = re.compile(r"(?<![.\w#&])[A-Za-z]\w*(?!\w)(?!:=)")
_MEMBER = re.compile(r"\.([A-Za-z]\w*)")
_DIM = re.compile(r"Dim (?P<name>\w+)(?P<array>\(\))? As (?P<type>\w+)$")
_DECLARED = re.compile(r"(?:Private|Public) (?:Const )?(?P<name>\w+)(?P<array>\([^)]*\))? As (?P<type>\w+)")
_PARAMETER = re.compile(r"(?P<by>ByVal|ByRef) (?P<name>\w+)(?P<array>\(\))? As (?P<type>\w+)$")
_KEYWORDS = _words(
    """
    and array as byref byval call case const dim do each else elseif empty end erase error exit false
    for function goto if in is let loop me mod new next not nothing on option optional or preserve
    private public raise redim resume select set step sub then to true until wend while with xor
    explicit attribute boolean collection date double long object range string variant workbook
    worksheet
    """
)
_FUNCTIONS = _words(
    """
    abs ascw cdate cdbl chr chrw cstr day dir doevents filedatetime format getattr instr instrrev int isempty
    iserror
    lbound lcase left len mid month msgbox now replace rgb right round split str strcomp trim ubound ucase
    val vartype
    """
)
_GLOBALS = _words(
    """
    activewindow application err workbooks thisworkbook vbbinarycompare vbboolean vbcurrency vbdate
    vbdecimal vbdirectory vbdouble vbexclamation vbinteger vblong vbsingle vbstring vbtab
    vbtextcompare
    """
)
_MEMBERS = _words(
    """
    Activate Add AutomationSecurity Bold Borders Calculate Cells Close Color ColumnWidth Columns Count
    Description DisplayAlerts EnableCancelKey EnableEvents EntireColumn FileDialog FillDown FitToPagesTall
    FitToPagesWide Font Formula FreezePanes FullName HasFormula Hidden HorizontalAlignment Interior
    Merge Name Number NumberFormat Open Orientation PageSetup PaperSize PathSeparator
    PrintTitleColumns PrintTitleRows Raise Range Remove Row RowHeight Rows ScreenUpdating
    SelectedItems Show Size SplitColumn SplitRow StatusBar Text Title UsedRange Value
    VerticalAlignment Visible Weight Worksheets WrapText Zoom
    """
)
"""Everything of Excel 2010's object model (and of the picker and Collection) that the module may use."""
_BLOCKS = (  # how a block begins, what it is, how it ends
    (re.compile(r"If .+ Then$"), "If", re.compile(r"End If$")),
    (re.compile(r"Select Case "), "Select", re.compile(r"End Select$")),
    (re.compile(r"With "), "With", re.compile(r"End With$")),
    (re.compile(r"Do\b"), "Do", re.compile(r"Loop\b")),
    (re.compile(r"For (?:Each )?(\w+)\b"), "For", re.compile(r"Next (\w+)$")),
)


@dataclass(frozen=True)
class Procedure:
    name: str
    kind: str
    scope: str
    parameters: Sequence[Mapping[str, str]]
    lines: list[str] = field(default_factory=list)
    size: int = 0

    @cached_property
    def types(self) -> dict[str, str]:
        """Each parameter and variable with its type, in lower case; an array's ends with ()."""
        found = {p["name"].lower(): f"{p['type']}{p['array'] or ''}" for p in self.parameters}
        for line in self.lines:
            if match := _DIM.match(line):
                found[match["name"].lower()] = f"{match['type']}{match['array'] or ''}"
        return found


@dataclass(frozen=True)
class Module:
    text: str

    @property
    def physical(self) -> list[str]:
        return self.text.split("\r\n")

    @cached_property
    def logical(self) -> list[str]:
        """The lines with continuations joined, without texts, comments and indentation."""
        joined = self.text.replace("\r\n", "\n").replace(" _\n", " ")
        bare = (_COMMENT.sub("", _STRING.sub('""', line)).strip() for line in joined.split("\n"))
        return [re.sub(r"\s+", " ", line) for line in bare if line]

    @cached_property
    def procedures(self) -> dict[str, Procedure]:
        found: dict[str, Procedure] = {}
        current: Procedure | None = None
        for line in self.logical:
            if match := _HEAD.match(line):
                current = Procedure(match["name"], match["kind"], match["scope"], _parameters(match["rest"]))
                assert current.name.lower() not in found, f"{current.name} is there twice"
                found[current.name.lower()] = current
            elif current and line == f"End {current.kind}":
                current = None
            elif current:
                current.lines.append(line)
            else:
                assert not line.startswith("End "), line
        assert current is None
        return found

    @cached_property
    def declared(self) -> set[str]:
        """Variables and constants of the module, in lower case."""
        before = self.logical[: next(i for i, line in enumerate(self.logical) if _HEAD.match(line))]
        names = [match["name"].lower() for line in before if (match := _DECLARED.match(line))]
        assert len(names) == len(set(names))
        assert len(names) == len(before) - 2  # all but Attribute and Option Explicit
        return set(names)

    def faults(self) -> Iterator[str]:
        """Whatever the editor would refuse, and whatever is unknown here."""
        yield from self._sizes()
        for procedure in self.procedures.values():
            for fault in (
                *_blocks(procedure),
                *_labels(procedure),
                *self._names(procedure),
                *self._calls(procedure),
            ):
                yield f"{procedure.name}: {fault}"

    def _sizes(self) -> Iterator[str]:
        continuations = 0
        for line in self.physical:
            if len(line) > MAX_LINE:
                yield f"a line of {len(line)}: {line[:60]}"
            continuations = continuations + 1 if line.endswith(" _") else 0
            if continuations > MAX_CONTINUATIONS:
                yield f"too many continuations: {line[:60]}"
        for body in re.split(r"\r\nEnd (?:Sub|Function)\r\n", self.text):
            if len(body) > MAX_PROCEDURE:
                yield f"a procedure of {len(body)} characters"

    def _names(self, procedure: Procedure) -> Iterator[str]:
        labels = {line[:-1].lower() for line in procedure.lines if re.fullmatch(r"\w+:", line)}
        own = procedure.types
        for name in own:
            if name in self.procedures or name in _FUNCTIONS | _KEYWORDS | _GLOBALS or name in self.declared:
                yield f"the variable {name} hides something"
        used: set[str] = set()
        for line in procedure.lines:
            dim = _DIM.match(line)
            if line.startswith("Dim ") and not dim:
                yield f"not one variable with a type: {line}"
            for name in () if dim else (name.lower() for name in _NAME.findall(line.replace("$(", "("))):
                used.add(name)
                known = name in own or name in labels or name in self.declared or name in self.procedures
                if not known and name not in _KEYWORDS | _FUNCTIONS | _GLOBALS:
                    yield f"{name} is not declared: {line}"
            for member in _MEMBER.findall(line):
                if member not in _MEMBERS:
                    yield f"no member of Excel 2010 that is known here: {member}"
        yield from (f"{name} is never used" for name in own.keys() - used)
        if procedure.kind == "Function" and not any(
            re.search(rf"\b{procedure.name} = ", line) for line in procedure.lines
        ):
            yield "a function without a value"

    def _calls(self, procedure: Procedure) -> Iterator[str]:
        """Every call of a procedure of ours: as many arguments as it takes, by reference of one type."""
        for line in procedure.lines:
            for name, arguments in _calls_in(line, self.procedures.keys()):
                if name == procedure.name.lower() and arguments is None:
                    continue  # a function's own value
                target = self.procedures[name]
                given = arguments or []
                if len(given) != len(target.parameters):
                    yield f"{target.name} takes {len(target.parameters)}, not {len(given)}: {line}"
                for argument, parameter in zip(given, target.parameters, strict=False):
                    if parameter["by"] == "ByRef":
                        wanted = f"{parameter['type']}{parameter['array'] or ''}"
                        if procedure.types.get(argument.lower()) != wanted:
                            yield f"{argument} is no {wanted} to refer to: {line}"


def _parameters(rest: str) -> list[Mapping[str, str]]:
    inside = rest[: rest.rindex(")")]
    found: list[Mapping[str, str]] = []
    for part in filter(None, inside.replace("()", "[]").split(", ")):
        match = _PARAMETER.match(part.replace("[]", "()"))
        assert match, part
        found.append(match.groupdict())
    return found


def _blocks(procedure: Procedure) -> Iterator[str]:
    stack: list[tuple[str, str]] = []
    for line in procedure.lines:
        kinds = [kind for kind, _ in stack]
        left = re.search(r"\bExit (\w+)", line)
        if left and left[1] not in (procedure.kind, *kinds):
            yield f"nothing to leave: {line}"
        for part, whole in ((r"Else$|ElseIf ", "If"), (r"Case ", "Select")):
            if re.match(part, line) and kinds[-1:] != [whole]:
                yield f"no {whole}: {line}"
        for begins, kind, ends in _BLOCKS:
            if match := ends.match(line):
                opened = stack.pop() if stack else ("", "")
                if opened != (kind, match[1] if kind == "For" else ""):
                    yield f"{opened} ends with {line}"
            elif match := begins.match(line):
                stack.append((kind, match[1] if kind == "For" else ""))
    if stack:
        yield f"still open: {stack}"


def _labels(procedure: Procedure) -> Iterator[str]:
    labels = {line[:-1] for line in procedure.lines if re.fullmatch(r"\w+:", line)}
    wanted = {
        match[1]
        for line in procedure.lines
        for match in re.finditer(r"\b(?:GoTo|Resume) (?!Next\b)(\w+)", line)
    }
    if labels != wanted:
        yield f"labels {labels}, jumps {wanted}"


def _calls_in(line: str, names: Container[str]) -> Iterator[tuple[str, list[str] | None]]:
    """Each call of one of these in a line: with its arguments, or None where it has none."""
    plain = line.replace("$(", "(")
    for match in re.finditer(r"(?<![.\w])([A-Za-z]\w*)", plain):
        name = match[1].lower()
        if name not in names:
            continue
        rest = plain[match.end() :]
        is_statement = re.search(r"(^|Then |Else )$", plain[: match.start()]) is not None
        if rest.startswith("("):
            yield name, _arguments(rest[1:], closing=True)
        elif is_statement and rest.startswith(" ") and not re.match(r" (=|Else\b)", rest):
            yield name, _arguments(rest[1:], closing=False)
        else:
            yield name, None


def _arguments(text: str, *, closing: bool) -> list[str]:
    depth, current = 0, ""
    found: list[str] = []
    for character in text:
        if character == ")" and depth == 0 and closing:
            break
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            found.append(current.strip())
            current = ""
        else:
            current += character
    return [*found, current.strip()] if current.strip() or found else []
