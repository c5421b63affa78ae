from django import forms

from departments.fields import TextField


class SearchForm(forms.Form):
    """What is looked for on the whole site; nothing is no fault."""

    q = TextField(
        label="搜索",
        required=False,
        max_length=60,
        error_messages={
            "max_length": "搜索的内容请不要超过60个字。",
            "null_characters_not_allowed": "搜索的内容里有无法识别的字符。",
        },
    )
