"""A client of the HTTP API of Credence."""

from .client import Credence
from .problem import Problem
from .tokens import MemoryStore, Tokens, TokenStore

__all__ = ["Credence", "MemoryStore", "Problem", "TokenStore", "Tokens"]
