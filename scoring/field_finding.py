"""What is said of a field of a rubric file."""

from dataclasses import replace

from scoring.errors import Sentence
from scoring.findings import Finding


def field_finding(node_id: str, field: str, said: Sentence, name: Sentence | None = None) -> Finding:
    """Say what is wrong with a field of a node; without both, with the file. ``name`` is the field's with the
    way to it, where there is one."""
    return _finding("rubric-field", node_id, field, said, name)


def entry_finding(node_id: str, field: str, entry: int, said: Sentence) -> Finding:
    """Say what is wrong with an entry of a list, which is counted from 0, of a node, or of the file."""
    name = Sentence(f"{field}（第 {entry + 1} 項）", f"{field} (entry {entry + 1})")
    found = _finding("rubric-field", node_id, field, said, name)
    return replace(found, params={**found.params, "entry": entry})


def doubtful(node_id: str, field: str, said: Sentence) -> Finding:
    """Say what of a field of a node can be used and is hardly meant so; without a node, of the file's."""
    return _finding("rubric-doubtful", node_id, field, said, None)


def _finding(code: str, node_id: str, field: str, said: Sentence, name: Sentence | None) -> Finding:
    shown = name or Sentence(field, field)
    named = f"欄位 {shown.zh}" if field else ""
    named_en = f"field “{shown.en}”" if field else ""
    params = {
        "field": field,
        "where": "的".join(filter(None, (node_id and f"「{node_id}」", named))) or "檔案本身",
        "where_en": " of ".join(filter(None, (named_en, node_id and f"“{node_id}”"))) or "the file itself",
        "problem": said.zh,
        "problem_en": said.en,
    }
    return Finding(code, node_id, params=params)
