"""What the delivery says in English about destinations, mappings and values, to be translated.

Beside ``frontend.sentences``, under the same rules; ``said`` stands for a server's own words.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

DELIVERY_SENTENCES: tuple[str, ...] = (
    # values and columns
    _("%(place)s: the value %(what)s"),
    _(
        "has %(count)s characters, the column holds %(most)s. Make the column longer, or correct "
        "the value."
    ),
    _(
        "is %(number)s, the column holds %(whole)s digits before and %(scale)s after the point. "
        "Make the column wider, or correct the value."
    ),
    _(
        "is %(value)s, which is no %(type)s. Map it to a column of another type, or correct the "
        "value."
    ),
    _("%(type)s is no column type. Use one of %(known)s."),
    _("%(type)s has a size that no database takes. Use one of %(known)s."),
    # databases
    _("The database refuses the name or the password. Enter them again. (%(said)s)"),
    _("There is no such database. Check its name in the destination. (%(said)s)"),
    _("The database user may not do this. Grant it to the user, or name another. (%(said)s)"),
    _("A table is missing. Create it, or change the mapping. (%(said)s)"),
    _("A column is missing. Add it again, or change the mapping. (%(said)s)"),
    _("A column's type does not fit the mapping. Change one of them. (%(said)s)"),
    _("A value does not fit its column. Make the column longer, or correct the value. (%(said)s)"),
    _("A value is not of its column's type. Change the mapping, or correct the value. (%(said)s)"),
    _("A column that must not be empty would be. Map it, or correct the value. (%(said)s)"),
    _(
        "Another row has the same unique value already. Find out which of them is right: correct "
        "the record, or change the other row, and send it again. (%(said)s)"
    ),
    _("A row refers to one that is not there. Add that one, and send it again. (%(said)s)"),
    _("A check of the table refuses the row. Correct the value, or change the check. (%(said)s)"),
    _("Somebody else holds the rows. It is tried again. (%(said)s)"),
    _("The database did not answer in time. It is tried again. (%(said)s)"),
    _("The database does not answer. It is tried again; check host, port and server. (%(said)s)"),
    _("The database has no room or no connection left. Its administrator can tell. (%(said)s)"),
    _("The database refuses this. (%(said)s)"),
    # tables that have changed
    _("There is no table %(name)s. Create it, or map to another one."),
    _("There is no table %(name)s. There are: %(known)s."),
    _(
        "%(name)s: nothing keeps %(key)s unique, so that a record might get two rows. Add a unique "
        "index on it."
    ),
    _("%(name)s must not be empty and nothing is mapped to it. Map it, or give it a default."),
    _("%(table)s has no column %(column)s any more. Add it again, or take it out of the mapping."),
    _(
        "%(name)s knows no transactions, so that half a record could be written. Change its "
        "engine: %(statement)s"
    ),
    _("%(name)s is computed by the database. Take it out of the mapping."),
    _("%(name)s is %(type)s, to which nothing can be mapped. Map another column."),
    _(
        "%(name)s is %(type)s (%(said)s), the mapping writes %(written)s. Change the column back, "
        "or change the mapping to %(other)s."
    ),
    # hosts
    _("There is no host named %(host)s. Check the name in the destination."),
    _(
        "%(host)s is not on the list of allowed destinations. An administrator adds it to "
        "STENCIL_EXPORT_ALLOW and restarts Stencil."
    ),
    _(
        "%(host)s refuses the connection (%(said)s). Check that it runs, and that no firewall "
        "stands between."
    ),
    _(
        "%(host)s did not answer within %(seconds)s s. Check that it runs, and that no firewall "
        "stands between."
    ),
    _("%(host)s took the request but gave no answer in %(seconds)s s."),
    _("%(host)s has no valid certificate (%(said)s). Check its name and who signed it."),
    _("%(host)s broke off the connection (%(said)s)."),
    # webhooks, folders, buckets
    _("The receiver answered %(said)s. It is tried again."),
    _("The receiver redirects (%(said)s); a webhook must not. Enter its final address."),
    _("The receiver does not accept the signature (%(said)s). Compare the secrets."),
    _("Nothing takes records at this address (%(said)s). Check it."),
    _("The receiver refuses this record (%(said)s). Correct it, or the receiver."),
    _("%(path)s can't be written to (%(said)s). Check its permissions and its space."),
    _("The store refuses the keys, or they may not write here (%(said)s)."),
    _("There is no such bucket (%(said)s). Check its name."),
    _("The bucket is in another region (%(said)s). Enter that region."),
    _("The store took nothing (%(said)s). It is tried again."),
    _(
        "The credentials were encrypted with another secret key. Enter them again, or set "
        "STENCIL_SECRET_KEY_FALLBACKS to the earlier key."
    ),
    # settings
    _("Name the database."),
    _("Name the host, or its address."),
    _("A port is a number, such as 5432."),
    _("A port is a number from 1 to 65535."),
    _(
        "Enter the password again: the saved one is only told to the server and user that it was "
        "entered for, and never over a weaker encryption."
    ),
    _("This is no database URL. Write it as %(example)s."),
    _("This database is not known. Use %(example)s."),
    _("The URL names no database. Write it as %(example)s."),
    _("The URL names no host. Write it as %(example)s."),
    _("Give an address that starts with https:// or http://."),
    _("Leave name and password out of the address; deliveries are signed instead."),
    _("This setting is needed."),
    _("Name a folder."),
    _("STENCIL_EXPORT_FOLDERS allows no folder."),
    _(
        "%(path)s lies outside the allowed folders (%(folders)s). Choose one under them, or an "
        "administrator adds it to STENCIL_EXPORT_FOLDERS."
    ),
    # mappings
    _("Give a name of 1 to %(most)s characters."),
    _("Map at least one column."),
    _("%(name)s is mapped twice."),
    _("Two of the tables have the same name. Give each one of its own."),
    _(
        "Name the column that identifies the record's row, for example one from "
        '{"document": "record_id"}.'
    ),
    _(
        'Map a column from {"document": "record_version"}, so that an older state never replaces '
        "a newer one."
    ),
    _(
        "To mark records that are taken back, map a column from "
        '{"document": "taken_back"}, or choose "delete".'
    ),
    _(
        'Name the column that says to which record a row belongs, from {"document": "record_id"} '
        "or from the parent's key."
    ),
    _(
        "%(name)s may change when a record is corrected, which would add a row. Use columns from "
        "record_id, or from document_id and document_part."
    ),
    _(
        "The key does not tell one record from another. Use a column from record_id, or from "
        "document_id and document_part."
    ),
    _(
        "The template has no field %(name)s. Choose another, or publish a version of the template "
        "that has it."
    ),
    _("The template has no table %(name)s. It has: %(known)s."),
    _("The table %(table)s has no column %(name)s."),
    _("The database or the mapping has changed since. Look at the statements again."),
)
