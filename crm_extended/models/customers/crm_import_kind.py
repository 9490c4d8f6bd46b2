import logging
from datetime import datetime

import psycopg2
from pytz import UTC, timezone

from odoo import api, models
from odoo.addons.crm_extended.tools.import_field import CellError
from odoo.addons.crm_extended.tools.import_identity import Identity, Register

_logger = logging.getLogger(__name__)
# where Odoo's own import keeps the external IDs that files bring along
MODULE = "__import__"


class CrmImportKind(models.AbstractModel):
    """What can be imported: its columns, how a record is found, what a row writes.

    To add a kind: a model ``crm.import.<kind>`` that inherits this one, its name among
    the kinds of ``crm.import``, and the methods in the first section below.
    """

    _name = "crm.import.kind"
    _description = "Kind of Import"

    # the model whose records the rows are about
    _import_model = None
    # the fields by which a row says which record it means
    _identity_fields = ()
    # whether a second row about one record repeats or contradicts the first
    _one_row_each = True

    # what a kind defines

    @api.model
    def _get_import_fields(self):
        """Return the columns of this kind, a list of ``ImportField``."""
        return []

    def _identify(self, line):
        """Return the ``Identity`` of a row, from its values as text alone."""
        raise NotImplementedError

    def _get_candidates(self, lines):
        """Return ``[(Identity, record)]`` of the records that rows could mean."""
        raise NotImplementedError

    def _resolve(self, lines):
        """Look up what the rows refer to; a row that fails is rejected."""

    def _prepare_batch(self, lines):
        """Create what the rows need beside their records, such as new tags."""

    def _prepare_values(self, line):
        """Return what a row writes; an empty cell writes nothing."""
        return {
            field.target: line.values[field.name]
            for field in self._get_import_fields()
            if field.target and field.name in line.values
        }

    def _prepare_create_values(self, line):
        """Return what a row writes into a new record."""
        return self._prepare_values(line)

    def _check_rights(self):
        """Refuse before the first row what the user may do with none."""
        Model = self.env[self._import_model]
        for operation in ("create", "write"):
            Model.check_access(operation)

    # the way of the rows

    def _import(self, lines, job):
        """Decide on each row and write what it says, row by row or not at all."""
        self._read(lines, job)
        self._settle_twins(lines, job)
        self._find(lines)
        self._resolve([line for line in lines if line.is_open])
        self._require(lines)
        self._settle_repeated(lines, job)
        self._apply([line for line in lines if line.is_open])

    def _read(self, lines, job, names=None):
        """Fill the values of the rows from their cells."""
        # the job may run as nobody, who speaks no language: the reader is the importer
        job = job.with_context(lang=self.env.lang)
        form = job._get_format()
        columns = [
            (position, field)
            for position, field in job._get_mapped_fields()
            if names is None or field.name in names
        ]
        for line in lines:
            if line.problem:
                line.reject(job._explain_problem(line))
                continue
            for position, field in columns:
                self._read_cell(line, position, field, form)

    def _read_cell(self, line, position, field, form):
        cell = line.cells[position] if position < len(line.cells) else ""
        try:
            value = field.parse(cell, form)
        except CellError as error:
            line.reject(self._explain_cell(field, error))
        else:
            if value is not None:
                line.values[field.name] = value

    def _require(self, lines):
        """Reject a row that is to make a record and lacks what every record has."""
        required = [field for field in self._get_import_fields() if field.is_required]
        for line in lines:
            if not line.is_open or line.record_id:
                continue
            for field in required:
                if field.name not in line.values:
                    label = field.label_in(self.env.lang)
                    line.reject(self.env._("“%s” is empty.", label))

    def _find(self, lines):
        """Find the record that each row is about."""
        lines = [line for line in lines if line.is_open]
        register, archived = Register(), set()
        for identity, record in self._get_candidates(lines):
            register.add(identity, record.id)
            if "active" in record._fields and not record.active:
                archived.add(record.id)
        for line in lines:
            found = register.find(self._identify(line))
            found = [i for i in found if i not in archived] or found
            if len(found) > 1:
                line.reject(self._explain_ambiguous(line, len(found)))
            elif found and found[0] in archived:
                line.record_id = found[0]
                line.skip(self.env._("It is archived: nothing was changed."))
            elif found:
                line.record_id = found[0]

    # rows about the same

    def _settle_twins(self, lines, job):
        """Skip a row that repeats an earlier one, reject one that contradicts it."""
        self._settle(
            [(line, line.twin) for line in lines if line.is_open and line.twin], job
        )

    def _settle(self, pairs, job):
        positions = [position for position, _field in job._get_mapped_fields()]
        cells = job._get_cells({number for _line, number in pairs})
        for line, number in pairs:
            mine = job._get_texts(line.cells, positions)
            if mine == job._get_texts(cells[number], positions):
                line.skip(self.env._("Row %s says the same.", number))
            else:
                line.reject(
                    self.env._(
                        "Row %s is about the same and says something else. Keep one of"
                        " the two.",
                        number,
                    )
                )

    def _settle_repeated(self, lines, job):
        """The same for rows that turn out to be about one record by different names."""
        if not self._one_row_each:
            return
        lines = [line for line in lines if line.is_open and line.record_id]
        first = job._get_first_rows([line.record_id for line in lines])
        pairs = [
            (line, first.setdefault(line.record_id, line.number)) for line in lines
        ]
        self._settle([pair for pair in pairs if pair[1] < pair[0].number], job)

    # writing

    def _apply(self, lines):
        """Write the rows together; where that fails, find the row that is to blame."""
        if not lines:
            return
        try:
            with self.env.cr.savepoint():
                results = self._apply_together(lines)
        except psycopg2.OperationalError:
            # another transaction was in the way: the whole batch is tried again
            raise
        except Exception as error:
            if len(lines) > 1:
                middle = len(lines) // 2
                self._apply(lines[:middle])
                self._apply(lines[middle:])
            else:
                lines[0].reject(self._explain_error(error))
        else:
            for line, (outcome, record_id, reason) in zip(lines, results, strict=True):
                line.outcome, line.record_id = outcome, record_id
                line.reasons += [reason] if reason else []

    def _apply_together(self, lines):
        """Return ``[(outcome, record id, reason)]`` after writing the rows."""
        self._prepare_batch(lines)
        new = [line for line in lines if not line.record_id]
        created = self._create_records(new)
        results = dict(zip(new, created, strict=True))
        Model = self.env[self._import_model]
        known = [line.record_id for line in lines if line.record_id]
        outcomes = []
        for line in lines:
            if line in results:
                outcomes.append(("created", results[line].id, None))
            else:
                record = Model.browse(line.record_id).with_prefetch(known)
                outcomes.append(self._update_record(record, line))
        records = [record_id for _outcome, record_id, _reason in outcomes]
        news = self._save_external_ids(zip(lines, records, strict=True))
        return [
            ("updated", record_id, reason)
            if line in news and outcome == "skipped"
            else (outcome, record_id, reason)
            for line, (outcome, record_id, reason) in zip(lines, outcomes, strict=True)
        ]

    def _create_records(self, lines):
        Model = self._get_quiet_model()
        return Model.create([self._prepare_create_values(line) for line in lines])

    def _get_quiet_model(self):
        """Return the model in a state in which it tells nobody about new records."""
        return self.env[self._import_model].with_context(
            tracking_disable=True, mail_create_nosubscribe=True
        )

    def _update_record(self, record, line):
        changes = self._get_changes(record, self._prepare_values(line))
        if changes:
            before = {name: self._get_cached(record, name) for name in changes}
            record.write(changes)
            changes = [
                name
                for name in changes
                if self._get_cached(record, name) != before[name]
            ]
        if not changes:
            return "skipped", record.id, self.env._("Nothing new.")
        labels = [
            record._fields[name]._description_string(self.env) for name in changes
        ]
        return "updated", record.id, ", ".join(labels)

    def _get_changes(self, record, values):
        """Return those of ``values`` which the record does not have yet."""
        return {
            name: value
            for name, value in values.items()
            if self._is_news(record, name, value)
        }

    def _is_news(self, record, name, value):
        field = record._fields[name]
        if field.type == "many2many":
            return any(command[1] not in record[name].ids for command in value)
        wanted = field.convert_to_cache(value, record, validate=False)
        return wanted != self._get_cached(record, name)

    def _get_cached(self, record, name):
        field = record._fields[name]
        return field.convert_to_cache(record[name], record, validate=False)

    @api.model
    def _make_identity(self, codes, name, details=()):
        return Identity(tuple(codes), tuple(name), tuple(details))

    def _to_utc(self, moment):
        """Return a moment of the company's clock as Odoo keeps it."""
        zone = timezone(self.env.company._crm_get_timezone())
        return zone.localize(moment).astimezone(UTC).replace(tzinfo=None)

    def _to_local(self, moment):
        """Return a moment of Odoo on the company's clock; the earliest for none."""
        zone = timezone(self.env.company._crm_get_timezone())
        moment = UTC.localize(moment or datetime.min)
        return moment.astimezone(zone).replace(tzinfo=None)
