"""The IT approval kit's PDF, read by a program nobody here wrote (pypdf): what a screen reader needs
is in it. Runs beside a pair: node end2end/start.mjs python end2end/conformance/kit.py
"""

import io
import os
import re
import unittest

import pypdf
import requests

BASE = os.environ["BASE_URL"]
HEADERS = {"origin": BASE, "sec-fetch-site": "same-origin"}


def kit() -> pypdf.PdfReader:
    """Signs in as the demo's Org Admin, makes a page for IT, and reads its PDF."""
    form = {"email": "admin@demo.example", "password": "demo-demo"}
    signed = requests.post(f"{BASE}/api/sign_in", data=form, headers=HEADERS, allow_redirects=False)
    cookie = signed.headers["set-cookie"].split(";")[0]
    headers = {**HEADERS, "cookie": cookie}
    made = requests.post(
        f"{BASE}/api/make_approval_link", data={"provider": "microsoft"}, headers=headers, allow_redirects=False
    )
    assert made.status_code < 400, made.text
    page = requests.get(f"{BASE}/admin/calendar/approval", headers=headers).text
    path = re.search(r"/it/[\w.-]+", page).group()
    # Whoever has the link reads it: nobody is signed in here.
    answer = requests.get(f"{BASE}{path}/kit.pdf")
    assert answer.headers["content-type"] == "application/pdf", answer.headers
    return pypdf.PdfReader(io.BytesIO(answer.content))


class Kit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pdf = kit()
        cls.root = cls.pdf.trailer["/Root"]

    def elements(self):
        """Every element of the structure tree, its kind and its own attributes."""
        waiting = [self.root["/StructTreeRoot"]]
        while waiting:
            element = waiting.pop().get_object()
            if not isinstance(element, pypdf.generic.DictionaryObject):
                continue
            if "/S" in element:
                yield element
            inner = element.get("/K")
            inner = inner.get_object() if inner is not None else []
            waiting.extend(inner if isinstance(inner, list) else [inner])

    def test_it_has_a_title_that_readers_show(self):
        self.assertIn("Approve calendar access", self.pdf.metadata.title)
        self.assertTrue(self.root["/ViewerPreferences"]["/DisplayDocTitle"])

    def test_it_says_its_language(self):
        self.assertTrue(self.root["/Lang"].startswith("en"))

    def test_it_is_tagged(self):
        self.assertTrue(self.root["/MarkInfo"]["/Marked"])

    def test_headings_tables_lists_and_links_are_in_its_structure(self):
        kinds = {element["/S"].lstrip("/") for element in self.elements()}
        self.assertLessEqual({"H1", "H2", "Table", "TR", "TH", "TD", "L", "LI", "Link", "P"}, kinds)

    def test_every_page_can_be_read_and_has_its_order(self):
        for page in self.pdf.pages:
            self.assertTrue(page.extract_text().strip())
            self.assertIn("/StructParents", page)

    def test_links_lead_somewhere(self):
        links = [
            link.get_object()["/A"]["/URI"]
            for page in self.pdf.pages
            for link in page.get("/Annots", [])
            if "/A" in link.get_object()
        ]
        self.assertTrue(any(link.startswith(BASE) for link in links), links)
        self.assertTrue(all(re.match(r"https?://|mailto:", link) for link in links), links)

    def test_it_names_nobody(self):
        text = "".join(page.extract_text() for page in self.pdf.pages)
        for name in ["Provider 1", "staff@demo.example", "LC-2026"]:
            self.assertNotIn(name, text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
