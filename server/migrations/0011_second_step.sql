-- A code at sign-in, besides the password (RFC 6238).

-- Not confirmed: begun, and asked of nobody yet. Secret and codes are ciphertexts.
create table second_step (
    user_id text primary key,
    org_id text not null,
    secret text not null,
    confirmed_at bigint,
    -- The newest time step a code was taken for: no code works twice.
    last_step bigint not null default 0,
    -- New recovery codes, until their person says that they are kept.
    shown_codes text,
    created_at bigint not null,
    foreign key (org_id, user_id) references app_user (org_id, id)
);

-- Keyed hashes; each works once.
create table recovery_code (
    code_hash text primary key,
    org_id text not null,
    user_id text not null,
    created_at bigint not null,
    used_at bigint,
    foreign key (org_id, user_id) references app_user (org_id, id)
);
create index recovery_code_user on recovery_code (org_id, user_id);

-- The password was right; the code is still to come. Single use, ten minutes.
create table half_sign_in (
    token_hash text primary key,
    org_id text not null,
    user_id text not null,
    action text not null,
    expires_at bigint not null,
    used_at bigint,
    foreign key (org_id, user_id) references app_user (org_id, id)
);
