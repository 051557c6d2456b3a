"""Files that are not what they should be get one sentence."""

import pytest

from pulse.handover.package import NotAPackage, read
from pulse.handover.result import NotAResult, read_result


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\xff\xfe", b'{"v":1,"kind":"pulse-result"}', b'{"kind":"pulse-package"}\n']
)
def test_what_is_no_package_or_result_gets_one_sentence(content):
    with pytest.raises(NotAPackage, match=r"^[A-Z].*\.$"):
        read(content)
    with pytest.raises(NotAResult, match=r"^[A-Z].*\.$"):
        read_result(content)
