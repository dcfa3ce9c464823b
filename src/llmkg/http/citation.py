"""How a page is cited: as a part of this dataset, bound to the snapshot that it showed."""

from __future__ import annotations

from llmkg.export.citation import Citation, cited_part
from llmkg.export.site import ORIGIN
from llmkg.http.chrome import Chrome


def citation(page: Chrome, title: str, remark: str | None = None) -> Citation:
    """The reference to a page with this title. The page has a manifest.

    remark  what nobody may take the title without, where it is that of a statement
    """
    assert page.manifest is not None  # noqa: S101 - what has no snapshot cannot be cited
    return cited_part(
        page.path,
        title,
        page.lang,
        version=page.version,
        manifest=page.manifest,
        permalink=page.permalink,
        # A page that is written to a file does not know on which day it will be read.
        accessed=not page.base.startswith(ORIGIN),
        remark=remark,
    )
