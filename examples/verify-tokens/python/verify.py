"""Verifies the access token in TOKEN with each library, and checks that the forged one in FORGED is refused.

ISSUER is the PUBLIC_URL of Credence, ALGORITHM the algorithm of its keys.
"""

import json
import os
import urllib.request
import warnings

warnings.simplefilter("ignore")

import jwt  # noqa: E402
from authlib.jose import JsonWebKey, JsonWebToken  # noqa: E402
from jose import jwt as jose_jwt  # noqa: E402

ISSUER = os.environ["ISSUER"]
ALGORITHM = os.environ["ALGORITHM"]
KEY_SET_URL = f"{ISSUER}/.well-known/jwks.json"


def key_set():
    with urllib.request.urlopen(KEY_SET_URL) as answer:
        return json.load(answer)


def pyjwt(token):
    key = jwt.PyJWKClient(KEY_SET_URL).get_signing_key_from_jwt(token)
    jwt.decode(token, key, algorithms=[ALGORITHM], issuer=ISSUER, audience=ISSUER)


def python_jose(token):
    jose_jwt.decode(
        token, key_set(), algorithms=[ALGORITHM], issuer=ISSUER, audience=ISSUER
    )


def authlib(token):
    expected = {"iss": {"essential": True, "value": ISSUER}, "aud": {"value": ISSUER}}
    keys = JsonWebKey.import_key_set(key_set())
    JsonWebToken([ALGORITHM]).decode(token, keys, claims_options=expected).validate()


def outcome(verify):
    try:
        verify(os.environ["TOKEN"])
    except Exception as error:
        return f"refuses: {error}"
    try:
        verify(os.environ["FORGED"])
    except Exception:
        return "verifies"
    return "accepts a forged token"


for name, verify in {
    "PyJWT": pyjwt,
    "python-jose": python_jose,
    "Authlib": authlib,
}.items():
    print(f"{name}: {outcome(verify)}")
