#!/bin/sh
# The two roles, the database, and what the app may do with the owner's future tables. Runs once, on an empty volume.
set -eu
psql -v ON_ERROR_STOP=1 -v owner_password="$OWNER_PASSWORD" -v app_password="$APP_PASSWORD" -U postgres <<'SQL'
CREATE ROLE edno_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE edno_app LOGIN NOBYPASSRLS PASSWORD :'app_password';
CREATE DATABASE edno OWNER edno_owner;
\connect edno
CREATE EXTENSION pg_trgm;
CREATE EXTENSION btree_gist;
CREATE EXTENSION unaccent;
GRANT USAGE ON SCHEMA public TO edno_app;
ALTER DEFAULT PRIVILEGES FOR ROLE edno_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO edno_app;
ALTER DEFAULT PRIVILEGES FOR ROLE edno_owner GRANT USAGE, SELECT ON SEQUENCES TO edno_app;
SQL
