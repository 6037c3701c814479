"""Elements of WordprocessingML, where python-docx has no words of its own for them."""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from huimin_rules.visible import visible


def node(tag: str, *children: BaseOxmlElement, **attributes: str | int) -> BaseOxmlElement:
    """An element of the main namespace with its attributes and children, such as `node("sz", val=24)`."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(children)
    return made


def words(text: str) -> BaseOxmlElement:
    """The text of a run, made visible: XML has no control characters, and nobody sees one that reorders the others."""
    made = OxmlElement("w:t")
    made.set(qn("xml:space"), "preserve")
    made.text = visible(text)
    return made
