"""Everything that mtfix raises on purpose."""


class MtfixError(Exception):
    """Base of all errors below; its text says what was wrong, what was expected and what to do."""


class ConfigError(MtfixError):
    """A configuration value or file that cannot be used."""


class MissingLibrary(ConfigError, ImportError):  # noqa: N818  (an ImportError too, as those who import a module expect)
    """A library that an extra of mtfix brings is not installed."""


class AssetError(MtfixError):
    """A model or dictionary that is missing, damaged, or needs an extra that is not installed."""


class DictionaryError(MtfixError):
    """A dictionary row that cannot be read; the message names file and line."""


class StaleEdit(MtfixError):  # noqa: N818  (the name is part of the fixed API)
    """An edit whose expected text is not what stands at its span."""


class InputError(MtfixError):
    """An input that is no text mtfix can read: not UTF-8, binary, or a record without the field."""


# These are no fault of a text and would befall every other one too.
FATAL = (AssetError, ConfigError, DictionaryError)
