"""Fonts for the browser and the PDF, Chinese ones included, named in a file of ours."""

from machine import debian, processes, state
from machine.console import say

_PACKAGES = ["fonts-dejavu-core", "fonts-wqy-microhei"]

# A browser that finds no font at all dies on the first page with text; one that knows
# no last resort takes any, such as the one for headlines.
_CONFIGURATION = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
{folders}
  <match target="pattern">
    <edit name="family" mode="append_last">
      <string>DejaVu Sans</string>
      <string>WenQuanYi Micro Hei</string>
    </edit>
  </match>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def prepare():
    if debian.is_debian():
        debian.closure("fonts", _PACKAGES)
    elif not processes.succeeds(["sh", "-c", "fc-list :lang=zh | grep -q ."]):
        say("No Chinese font found: Chinese pictures and PDFs will show boxes.")
    folders = ["/usr/share/fonts", "/usr/local/share/fonts"]
    folders += [state.path("root/usr/share/fonts"), *_unpacked()]
    text = _CONFIGURATION.format(
        folders="\n".join(f"  <dir>{folder}</dir>" for folder in folders),
        cache=state.path("cache", "fonts"),
    )
    state.write(configuration(), text)


def configuration():
    return state.path("fonts.conf")


def _unpacked():
    return sorted(state.path("system").glob("*/usr/share/fonts"))
