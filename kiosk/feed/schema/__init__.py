"""The feed for other programs: JSON Schemas of its messages, and an AsyncAPI document, from the models."""

from kiosk.feed.schema.asyncapi import asyncapi_document
from kiosk.feed.schema.models import SCHEMAS, schema_of

__all__ = ["SCHEMAS", "asyncapi_document", "schema_of"]
