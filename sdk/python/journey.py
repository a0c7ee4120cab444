"""Signs a person up, in and out. CREDENCE_URL is the service, with its development inbox."""

import json
import os
import time
import urllib.request
import uuid
from urllib.parse import parse_qs, urlsplit

from credence import Credence, Problem

URL = os.environ["CREDENCE_URL"]
PASSWORD = "correct horse battery staple"


def link_token(email: str) -> str:
    """Returns the token of the link in the first mail to an address."""
    for _ in range(100):
        with urllib.request.urlopen(f"{URL}/dev/inbox.json") as inbox:
            for mail in json.load(inbox)["items"]:
                if email in mail["to"]:
                    return parse_qs(urlsplit(mail["links"][0]).query)["token"][0]
        time.sleep(0.1)
    raise TimeoutError("No mail arrived.")


credence = Credence(URL)
email = f"{uuid.uuid4()}@example.com"
credence.sign_up({"email": email, "username": "grace", "password": PASSWORD})
credence.verify_email({"token": link_token(email)})

try:
    credence.sign_in({"email": email, "password": "not the password"})
except Problem as problem:
    print("refused:", problem.code)

credence.sign_in({"email": email, "password": PASSWORD})
me = credence.read_me()
print("signed in:", me["username"], json.dumps(me["is_verified"]))
credence.sign_out({})
try:
    credence.read_me()
except Problem as problem:
    print("signed out:", problem.code)
