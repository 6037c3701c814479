"""What an author has acknowledged of what proofs find; `huimin prove` reports those that are not needed."""

from huimin_rules.errors import nearest
from huimin_rules.loading.models.policy import AcknowledgedModel, PolicyFile
from huimin_rules.loading.problems import Spot
from huimin_rules.loading.scope import Names
from huimin_rules.norms.acknowledgement import Acknowledgement, Defect

_ABOUT = {"norm": "规范", "reading": "解释口径"}


def read_acknowledged(file: PolicyFile, spot: Spot, names: Names) -> tuple[Acknowledgement, ...]:
    """The acknowledgements of policy.yaml; what is wrong with them is recorded."""
    found: list[Acknowledgement] = []
    for index, model in enumerate(file.acknowledged):
        here = spot.at("acknowledged", index)
        one = Acknowledgement(Defect(model.finding), _subject(model, here, names), model.reason)
        if (one.defect, one.subject) in ((other.defect, other.subject) for other in found):
            here.wrong(f"{model.finding} 重复{f'：{one.subject}' if one.subject else ''}")
        found.append(one)
    return tuple(found)


def _subject(model: AcknowledgedModel, spot: Spot, names: Names) -> str | None:
    about = Defect(model.finding).about
    written = {"norm": model.norm, "reading": model.reading}
    for key, value in written.items():
        if value is not None and key != about:
            spot.at(key).wrong(f"{model.finding} 不针对{_ABOUT[key]}，不应写 {key}", key=True)
    if about is None:
        return None
    name = written[about]
    if name is None:
        spot.wrong(f"{model.finding} 针对{_ABOUT[about]}，应写明 {about}")
        return None
    known = names.norms if about == "norm" else names.readings
    if name not in known:
        spot.at(about).wrong(f"未知的{_ABOUT[about]} {name}", nearest(name, known))
    elif name in names.definitions and Defect(model.finding) is not Defect.BRACKET:
        spot.at(about).wrong(f"{name} 是定义，没有结论")
    return name
