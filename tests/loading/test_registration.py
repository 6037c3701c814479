"""Registration numbers: the formula that passes a code by itself passes what python-stdnum passes."""

from hypothesis import example, given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc

from huimin_rules.loading.registration import registration_caution

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
GOOD = "91350100M000100Y43"
BODIES = st.tuples(st.text("0123456789", min_size=8, max_size=8), st.text(ALPHABET, min_size=9, max_size=9)).map(
    "".join
)


def passes(code: str) -> bool:
    try:
        return bool(uscc.validate(code))
    except ValueError:
        return False


@settings(max_examples=300, deadline=None)
@given(BODIES.map(lambda body: body + uscc.calc_check_digit(body)))
def test_a_code_with_its_check_digit_is_right(code: str) -> None:
    assert passes(code)
    assert registration_caution(code) is None


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.builds(lambda body, last: body + last, BODIES, st.sampled_from(ALPHABET)),
        st.builds(
            lambda at, one: GOOD[:at] + one + GOOD[at + 1 :],
            st.integers(0, 17),
            st.sampled_from(ALPHABET + "IOSVZ a\n９"),
        ),
        st.text(ALPHABET + " -\n９", max_size=20),
    )
)
@example(GOOD + "\n")
@example(GOOD.lower())
@example(" ".join(GOOD))
@example("")
def test_a_code_is_odd_where_it_does_not_pass(code: str) -> None:
    assert (registration_caution(code) is None) == passes(code)
