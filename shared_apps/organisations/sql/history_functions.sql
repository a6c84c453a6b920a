-- The two functions of the history, for the tables of all organisations (tenant_apps/history/triggers.py makes the
-- triggers). They exist once, in public, and write only to the schema of the table that fired them.
--
-- history_record(key, 'entity:column', ...): AFTER INSERT | UPDATE | DELETE, FOR EACH STATEMENT, with transition tables
--     new_rows and old_rows. Writes one line of history_changelog per changed row; and to history_outbox the distinct
--     keys, from old and new rows, of what the region must look at again.
-- history_refuse_truncate(): BEFORE TRUNCATE: rows would vanish without lines.
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
    actor CONSTANT text := coalesce(current_setting('svod.actor', true), '');
    written_at CONSTANT timestamptz := statement_timestamp();
    several boolean;
    one_before jsonb;
    one_after jsonb;
    unchanged text[] := '{}';
    changed text := '(SELECT) one';     -- FROM: the rows to look at
    condition text := 'true';           -- WHERE: those of them that changed
    lines text := 'SELECT $8 AS row_id, $9 AS before, $10 AS after';
    published text;                     -- VALUES: keys for the outbox
BEGIN
    IF TG_OP = 'DELETE' THEN
        several := (SELECT count(*) > 1 FROM (SELECT FROM old_rows LIMIT 2) first_two);
        SELECT to_jsonb(old_rows) INTO one_before FROM old_rows;
    ELSE
        several := (SELECT count(*) > 1 FROM (SELECT FROM new_rows LIMIT 2) first_two);
        SELECT to_jsonb(new_rows) INTO one_after FROM new_rows;
        IF TG_OP = 'UPDATE' THEN
            SELECT to_jsonb(old_rows) INTO one_before FROM old_rows;
            several := several OR one_before -> TG_ARGV[0] <> one_after -> TG_ARGV[0];
        END IF;
    END IF;
    IF one_before IS NULL AND one_after IS NULL THEN
        RETURN NULL;
    END IF;

    IF NOT several THEN
        -- One row, as nearly always: the line is made here, which halves the cost of planning the statements below.
        published := (
            SELECT string_agg(DISTINCT format('(%L, %L::bigint)', split_part(declared, ':', 1), key), ', ')
              FROM unnest(TG_ARGV[1:]) declared,
                   unnest(ARRAY[one_before ->> split_part(declared, ':', 2), one_after ->> split_part(declared, ':', 2)]) key
             WHERE key IS NOT NULL);
        IF TG_OP = 'UPDATE' THEN
            unchanged := ARRAY(SELECT key FROM jsonb_each(one_before) WHERE value = one_after -> key) || TG_ARGV[0];
            one_before := one_before - unchanged;
            IF one_before = '{}' THEN
                RETURN NULL;
            END IF;
        END IF;
    ELSIF TG_OP = 'INSERT' THEN
        changed := 'new_rows';
        lines := format('SELECT new_rows.%I AS row_id, NULL::jsonb AS before, to_jsonb(new_rows) AS after FROM new_rows', TG_ARGV[0]);
    ELSIF TG_OP = 'DELETE' THEN
        changed := 'old_rows';
        lines := format('SELECT old_rows.%I AS row_id, to_jsonb(old_rows) AS before, NULL::jsonb AS after FROM old_rows', TG_ARGV[0]);
    ELSE
        -- FULL JOIN: a row whose key was changed is logged as one deleted and one inserted.
        changed := format('new_rows FULL JOIN old_rows ON old_rows.%1$I = new_rows.%1$I', TG_ARGV[0]);
        condition := '(new_rows *= old_rows) IS NOT TRUE';
        lines := (
            SELECT format(
                'SELECT coalesce(new_rows.%1$I, old_rows.%1$I) AS row_id,
                        to_jsonb(old_rows) - unchanged.names AS before, to_jsonb(new_rows) - unchanged.names AS after
                   FROM %2$s CROSS JOIN LATERAL (
                        SELECT CASE WHEN old_rows.%1$I = new_rows.%1$I THEN ARRAY[%3$s] ELSE ''{}'' END OFFSET 0) unchanged(names)
                  WHERE %4$s',
                TG_ARGV[0], changed,
                string_agg(format(
                    CASE WHEN t.typname IN ('json', 'xml', 'point', 'polygon')  -- types without equality
                         THEN 'CASE WHEN old_rows.%1$I::text IS NOT DISTINCT FROM new_rows.%1$I::text THEN %1$L END'
                         ELSE 'CASE WHEN old_rows.%1$I IS NOT DISTINCT FROM new_rows.%1$I THEN %1$L END' END,
                    a.attname), ', '),
                condition)
              FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
             WHERE a.attrelid = TG_RELID AND a.attnum > 0 AND NOT a.attisdropped);
    END IF;

    IF actor = '' THEN
        RAISE EXCEPTION '%.% is written by nobody: each change says who makes it', TG_TABLE_SCHEMA, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege', HINT = 'Write within crossing.inside(organisation, by=...).';
    END IF;

    EXECUTE format(
        'INSERT INTO %I.history_changelog
                (at, request_id, actor_id, actor_name, source, table_name, row_id, operation, before, after, salt, digest)
         SELECT $1, $2, $3, $4, $5, $6, row_id, operation, before, after, salt,
                sha256(salt || convert_to(json_build_array($7, $2, $3, $4, $5, $6, row_id, operation, before, after)::text, ''UTF8''))
           FROM (SELECT lines.*, uuid_send(gen_random_uuid()) AS salt,
                        CASE WHEN before IS NULL THEN ''I'' WHEN after IS NULL THEN ''D'' ELSE ''U'' END AS operation
                   FROM (%s) lines WHERE before IS DISTINCT FROM after) salted',
        TG_TABLE_SCHEMA, lines)
    USING written_at,
          coalesce(current_setting('svod.request', true), ''),
          CASE WHEN actor ~ '^[0-9]{1,18}$' THEN actor::bigint END,
          coalesce(current_setting('svod.actor_name', true), ''),
          coalesce(current_setting('svod.source', true), ''),
          TG_TABLE_NAME::text,
          (extract(epoch FROM written_at) * 1000000)::bigint,
          (coalesce(one_after, one_before) ->> TG_ARGV[0])::bigint,
          one_before,
          one_after - unchanged;

    IF several THEN
        published := (
            SELECT string_agg(format('(%L, %s.%I::bigint)', split_part(declared, ':', 1), side, split_part(declared, ':', 2)), ', ')
              FROM unnest(TG_ARGV[1:]) declared, unnest(CASE TG_OP
                   WHEN 'INSERT' THEN '{new_rows}'::text[] WHEN 'DELETE' THEN '{old_rows}' ELSE '{new_rows,old_rows}' END) side);
    END IF;
    IF published IS NOT NULL THEN
        EXECUTE format(
            'INSERT INTO %I.history_outbox (entity, key, written_at)
             SELECT DISTINCT published.entity, published.key, $1
               FROM %s CROSS JOIN LATERAL (VALUES %s) published(entity, key) WHERE published.key IS NOT NULL AND %s',
            TG_TABLE_SCHEMA, changed, published, condition)
        USING written_at;
    END IF;
    RETURN NULL;
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
