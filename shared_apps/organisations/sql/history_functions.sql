-- The functions of the history, for the tables of all organisations (tenant_apps/history/triggers.py makes the triggers).
-- They exist once, in public, and write only to the schema of the table that fired them.
--
-- history_record(key, 'entity:column', ...): AFTER INSERT | UPDATE | DELETE, FOR EACH STATEMENT, with transition tables
--     new_rows and old_rows. Writes one line of history_changelog per changed row; and to history_outbox the distinct
--     keys, from old and new rows, of what the region must look at again.
-- history_refuse_truncate(): BEFORE TRUNCATE: rows would vanish without lines.
--
-- PostgreSQL compiles a trigger's function for each trigger, in each connection, and keeps it for the connection's life:
-- so history_record is as small as can be (26 kB a trigger), and what is large stands in history_write, compiled once.
--
-- Settings of output are fixed, so that a value has one spelling in the log whoever writes it.
-- digest = sha256(salt || canonical line in UTF-8); the line is json_build_array of microseconds of "at", request_id,
-- actor_id, actor_name, source, table_name, row_id, operation, before, after (again in tenant_apps/history/verification.py).

CREATE OR REPLACE FUNCTION public.history_record() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET datestyle = 'ISO, YMD'
SET intervalstyle = 'postgres'
SET bytea_output = 'hex'
SET extra_float_digits = 1
AS $function$
DECLARE
    statement text;
BEGIN
    EXECUTE public.history_read(TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_RELID, TG_ARGV) INTO statement;
    EXECUTE statement;
    RETURN NEW;     -- is NULL for a statement; "RETURN NULL" would keep a plan of 7 kB
END
$function$;

-- The call of history_write for a trigger: only the trigger's own statements see its transition tables.
CREATE OR REPLACE FUNCTION public.history_read(
    operation text, schema_name name, table_name name, relation oid, arguments text[]) RETURNS text
LANGUAGE plpgsql STABLE
AS $function$
BEGIN
    RETURN format(
        'SELECT public.history_write(%L, %L, %L, %L, %L, (SELECT count(*) FROM (SELECT FROM %I LIMIT 2) first_two), %s, %s)',
        operation, schema_name, table_name, relation, arguments,
        CASE operation WHEN 'DELETE' THEN 'old_rows' ELSE 'new_rows' END,
        CASE operation WHEN 'INSERT' THEN 'NULL' ELSE '(SELECT to_jsonb(old_rows) FROM old_rows LIMIT 1)' END,
        CASE operation WHEN 'DELETE' THEN 'NULL' ELSE '(SELECT to_jsonb(new_rows) FROM new_rows LIMIT 1)' END);
END
$function$;

-- Writes the line of a single row, as nearly always, and its keys; for several rows it gives back the statements that do
-- it for all of them at once. `number` of changed rows is 0, 1, or 2 for more; `before` and `after` are the first ones.
CREATE OR REPLACE FUNCTION public.history_write(
    operation text, schema_name name, table_name name, relation oid, arguments text[],
    number bigint, before jsonb, after jsonb) RETURNS text
LANGUAGE plpgsql
AS $function$
DECLARE
    actor CONSTANT text := coalesce(current_setting('svod.actor', true), '');
    key_column CONSTANT text := arguments[0];          -- TG_ARGV counts from 0
    published CONSTANT text[] := arguments[1:];
    is_single boolean := number = 1;
    unchanged text[];
    lines text;                    -- SELECT row_id, before, after: of each row that changed
    changed text;                  -- FROM … WHERE …: those rows
    keys text;                     -- VALUES: what they publish
BEGIN
    IF number = 0 THEN
        RETURN '';
    END IF;

    IF is_single AND operation = 'UPDATE' THEN
        is_single := before -> key_column = after -> key_column;
        unchanged := ARRAY(SELECT key FROM jsonb_each(before) WHERE value = after -> key);
    END IF;

    IF is_single THEN
        lines := format('SELECT %L::bigint AS row_id, $1 AS before, $2 AS after', coalesce(after, before) ->> key_column);
        changed := '(SELECT) one WHERE true';
        keys := (
            SELECT string_agg(DISTINCT format('(%L, %L::bigint)', split_part(one, ':', 1), value), ', ')
              FROM unnest(published) one,
                   unnest(ARRAY[before ->> split_part(one, ':', 2), after ->> split_part(one, ':', 2)]) value
             WHERE value IS NOT NULL);
        IF operation = 'UPDATE' THEN
            before := before - unchanged;
            after := after - unchanged;
            IF before = after THEN
                RETURN '';
            END IF;
        END IF;
    ELSIF operation = 'INSERT' THEN
        changed := 'new_rows WHERE true';
        lines := format('SELECT new_rows.%I AS row_id, NULL::jsonb AS before, to_jsonb(new_rows) AS after FROM new_rows', key_column);
    ELSIF operation = 'DELETE' THEN
        changed := 'old_rows WHERE true';
        lines := format('SELECT old_rows.%I AS row_id, to_jsonb(old_rows) AS before, NULL::jsonb AS after FROM old_rows', key_column);
    ELSE
        -- FULL JOIN: a row whose key was changed is logged as one deleted and one inserted.
        changed := format(
            'new_rows FULL JOIN old_rows ON old_rows.%1$I = new_rows.%1$I WHERE (new_rows *= old_rows) IS NOT TRUE', key_column);
        lines := (
            SELECT format(
                'SELECT coalesce(new_rows.%1$I, old_rows.%1$I) AS row_id,
                        CASE WHEN new_rows.%1$I IS NULL THEN to_jsonb(old_rows) WHEN old_rows.%1$I IS NOT NULL THEN %3$s END AS before,
                        CASE WHEN old_rows.%1$I IS NULL THEN to_jsonb(new_rows) WHEN new_rows.%1$I IS NOT NULL THEN %4$s END AS after
                   FROM %2$s',
                key_column, changed,
                string_agg(format(piece, a.attname, 'old_rows'), ' || '), string_agg(format(piece, a.attname, 'new_rows'), ' || '))
              FROM pg_attribute a
              JOIN pg_type t ON t.oid = a.atttypid
             CROSS JOIN LATERAL (SELECT format(
                   'CASE WHEN old_rows.%%1$I%1$s IS DISTINCT FROM new_rows.%%1$I%1$s THEN jsonb_build_object(%%1$L, %%2$I.%%1$I) ELSE ''{}'' END',
                   CASE WHEN t.typname IN ('json', 'xml', 'point', 'polygon') THEN '::text' END)) one(piece)  -- types without equality
             WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped);
    END IF;

    IF actor = '' THEN
        RAISE EXCEPTION '%.% is written by nobody: each change says who makes it', schema_name, table_name
            USING ERRCODE = 'insufficient_privilege', HINT = 'Write within crossing.inside(organisation, by=...).';
    END IF;

    lines := format(
        'INSERT INTO %1$I.history_changelog
                (at, request_id, actor_id, actor_name, source, table_name, row_id, operation, before, after, salt, digest)
         SELECT %2$L::timestamptz, %3$L, %4$L::bigint, %5$L, %6$L, %7$L, row_id, operation, before, after, salt,
                sha256(salt || convert_to(json_build_array(%8$L::bigint, %3$L::text, %4$L::bigint, %5$L::text, %6$L::text,
                       %7$L::text, row_id, operation, before, after)::text, ''UTF8''))
           FROM (SELECT lines.*, uuid_send(gen_random_uuid()) AS salt,
                        CASE WHEN before IS NULL THEN ''I'' WHEN after IS NULL THEN ''D'' ELSE ''U'' END AS operation
                   FROM (%9$s) lines WHERE before IS DISTINCT FROM after) salted',
        schema_name,
        statement_timestamp(),
        coalesce(current_setting('svod.request', true), ''),
        CASE WHEN actor ~ '^[0-9]{1,18}$' THEN actor END,
        coalesce(current_setting('svod.actor_name', true), ''),
        coalesce(current_setting('svod.source', true), ''),
        table_name,
        (extract(epoch FROM statement_timestamp()) * 1000000)::bigint,
        lines);
    IF NOT is_single THEN
        keys := (
            SELECT string_agg(format('(%L, %s.%I::bigint)', split_part(one, ':', 1), side, split_part(one, ':', 2)), ', ')
              FROM unnest(published) one, unnest(CASE operation
                   WHEN 'INSERT' THEN '{new_rows}'::text[] WHEN 'DELETE' THEN '{old_rows}' ELSE '{new_rows,old_rows}' END) side);
    END IF;
    IF keys IS NOT NULL THEN
        keys := format(
            'INSERT INTO %I.history_outbox (entity, key, written_at)
             SELECT DISTINCT published.entity, published.key, %L::timestamptz FROM %s',
            schema_name, statement_timestamp(),
            replace(changed, ' WHERE ', format(
                ' CROSS JOIN LATERAL (VALUES %s) published(entity, key) WHERE published.key IS NOT NULL AND ', keys)));
    END IF;

    IF NOT is_single THEN
        RETURN concat_ws('; ', lines, keys);
    END IF;
    EXECUTE lines USING before, after;
    IF keys IS NOT NULL THEN
        EXECUTE keys;
    END IF;
    RETURN '';
END
$function$;

CREATE OR REPLACE FUNCTION public.history_refuse_truncate() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    RAISE EXCEPTION 'TRUNCATE of %.% is refused: its rows would vanish without lines in the history', TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', HINT = 'Use DELETE.';
END
$function$;
