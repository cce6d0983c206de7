/** PostgreSQL's own functions that change nothing and run no other SQL. What is not here is not known to be harmless. */
const harmless = new Set(
  `
  count sum avg min max array_agg string_agg json_agg jsonb_agg json_object_agg jsonb_object_agg bool_and bool_or every
  bit_and bit_or stddev stddev_pop stddev_samp variance var_pop var_samp corr percentile_cont percentile_disc mode any_value
  row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value grouping
  now clock_timestamp statement_timestamp transaction_timestamp timeofday age date_part date_trunc date_bin extract
  make_date make_time make_timestamp make_timestamptz make_interval to_char to_date to_timestamp to_number timezone
  justify_days justify_hours justify_interval isfinite overlaps
  abs ceil ceiling floor round trunc mod div power sqrt cbrt exp ln log log10 sign pi degrees radians random gcd lcm
  sin cos tan asin acos atan atan2 width_bucket
  lower upper initcap length char_length character_length octet_length bit_length substring substr left right trim btrim
  ltrim rtrim replace translate reverse repeat lpad rpad position strpos starts_with split_part string_to_array
  string_to_table array_to_string regexp_replace regexp_match regexp_matches regexp_count regexp_like regexp_substr
  regexp_split_to_array regexp_split_to_table concat concat_ws format quote_ident quote_literal quote_nullable
  ascii chr md5 sha224 sha256 sha384 sha512 encode decode to_hex convert_from convert_to normalize overlay
  greatest least nullif coalesce num_nulls num_nonnulls
  array_length array_upper array_lower array_ndims array_dims array_position array_positions array_append array_prepend
  array_cat array_remove array_replace cardinality unnest generate_series generate_subscripts array_fill
  to_json to_jsonb row_to_json array_to_json json_build_object jsonb_build_object json_build_array jsonb_build_array
  json_object jsonb_object json_array_length jsonb_array_length json_each jsonb_each json_each_text jsonb_each_text
  json_array_elements jsonb_array_elements json_array_elements_text jsonb_array_elements_text json_object_keys
  jsonb_object_keys json_extract_path jsonb_extract_path json_extract_path_text jsonb_extract_path_text json_typeof
  jsonb_typeof json_strip_nulls jsonb_strip_nulls jsonb_set jsonb_insert jsonb_pretty jsonb_path_query
  jsonb_path_query_array jsonb_path_query_first jsonb_path_exists jsonb_path_match json_to_record jsonb_to_record
  json_to_recordset jsonb_to_recordset
  to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery ts_rank ts_rank_cd ts_headline
  gen_random_uuid version current_database current_schema current_schemas current_setting session_user inet_server_addr
  inet_server_port inet_client_addr pg_backend_pid pg_postmaster_start_time pg_is_in_recovery pg_typeof pg_column_size
  pg_database_size pg_relation_size pg_table_size pg_indexes_size pg_total_relation_size pg_size_pretty pg_size_bytes
  pg_get_viewdef pg_get_functiondef pg_get_function_arguments pg_get_function_identity_arguments pg_get_function_result
  pg_get_indexdef pg_get_constraintdef pg_get_triggerdef pg_get_expr pg_get_ruledef pg_get_userbyid pg_get_serial_sequence
  pg_encoding_to_char format_type obj_description col_description shobj_description to_regclass to_regtype to_regproc
  to_regnamespace to_regrole has_table_privilege has_column_privilege has_schema_privilege has_function_privilege
  has_database_privilege has_sequence_privilege has_any_column_privilege pg_has_role pg_table_is_visible pg_type_is_visible
  pg_function_is_visible txid_current_if_assigned pg_current_wal_lsn pg_last_wal_replay_lsn pg_wal_lsn_diff
  pg_stat_get_live_tuples pg_stat_get_dead_tuples pg_options_to_table aclexplode
  `
    .trim()
    .split(/\s+/),
);

/** Whether a function, as the SQL names it, is known to change nothing; one of another schema than pg_catalog never is. */
export function isHarmlessFunction(names: readonly string[]): boolean {
  const [schema, name] = names.length > 1 ? names : ['pg_catalog', names[0]];
  return names.length < 3 && schema === 'pg_catalog' && harmless.has(name ?? '');
}
