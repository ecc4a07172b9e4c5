#pragma once
// Every bound of the sandbox, with its reason. What exceeds one gets a clear 4xx or 503 and nothing is lost.

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace satsrail::limits {

using namespace std::chrono_literals;

// -- money
inline constexpr std::int64_t sats_max = 2'100'000'000'000'000;   // 21 million bitcoin
inline constexpr std::int64_t amount_cents_max = 99'999'999'999;  // $999,999,999.99; keeps every product in 128 bits
inline constexpr std::int64_t rate_minor_per_btc_max = 100'000'000'000'000;  // a trillion dollars per bitcoin

// -- exchange rates
inline constexpr std::size_t rate_script_entries_max = 10'000;  // in all currencies together: a week in minutes
inline constexpr auto rate_walk_step_min = 1s;       // a walk over all the years of the clock stays below 2^34 steps
inline constexpr int rate_walk_sigma_bp_max = 1000;  // basis points; a tenth each step is past any market
inline constexpr int rate_walk_range_bp_max = 9000;  // a rate that comes to nothing would make a price of all bitcoin
inline constexpr std::int64_t rate_walk_seed_max = (1LL << 53) - 1;  // a JSON number that every language reads exactly

// -- HTTP, incoming
inline constexpr std::size_t request_header_bytes_max = 16 * 1024;  // browsers and SDKs send 1-2 KiB
inline constexpr std::size_t request_path_bytes_max = 2 * 1024;     // the longest documented URL is below 300 bytes
inline constexpr std::size_t request_header_count_max = 100;
inline constexpr std::size_t request_body_bytes_max =
    1024 * 1024;                                   // a checkout is a few KB; room for metadata and catalogs
inline constexpr auto request_deadline = 10s;      // from a request's first byte to its last: a drip cannot hold a slot
inline constexpr auto keep_alive_idle_max = 300s;  // an idle connection costs a file descriptor and nothing else
inline constexpr std::size_t connections_max = 8192;  // beyond it accept() pauses; the kernel's backlog waits
inline constexpr int listen_backlog = 1024;           // 200 simultaneous connects must all be answered
inline constexpr int http_workers = 2;                // measured: 2 beat 4 and 16 on two cores
inline constexpr auto shutdown_grace = 800ms;         // `stop` ends within a second, streams or not
inline constexpr int json_depth_max = 32;             // the deepest documented body has 4 levels
inline constexpr std::size_t request_query_bytes_max = 4 * 1024;  // a list call with all its filters
inline constexpr std::size_t discarded_bytes_max =
    16 * 1024 * 1024;  // read and dropped after a refusal, so that the client reads why
inline constexpr auto discard_time_max = 2s;

// -- event streams
inline constexpr std::size_t event_streams_max = 6000;
inline constexpr std::size_t event_stream_buffer_bytes_max =
    256 * 1024;                                      // a client that reads slower is cut off and resumes
inline constexpr auto event_stream_heartbeat = 15s;  // keeps proxies and dead-peer detection honest
inline constexpr auto event_stream_stall_max =
    2s;  // a burst alone cuts nobody off: the client must also have read nothing for so long
inline constexpr std::size_t event_stream_block_bytes_max =
    4 * 1024 * 1024;  // what a reader gathers before it gives up on the end of a block

// -- API fields
inline constexpr std::size_t metadata_keys_max = 50;
inline constexpr std::size_t metadata_key_chars_max = 40;
inline constexpr std::size_t metadata_value_chars_max = 500;
inline constexpr std::size_t url_bytes_max = 2048;
inline constexpr std::size_t text_chars_max = 500;   // names, addresses, phone numbers
inline constexpr std::size_t email_chars_max = 254;  // RFC 5321, section 4.5.3.1.3
inline constexpr std::size_t product_name_chars_max = 200;
inline constexpr std::size_t description_chars_max = 5000;
inline constexpr std::size_t slug_chars_max = 100;
inline constexpr std::size_t sku_chars_max = 100;
inline constexpr std::size_t external_ref_chars_max = 100;
inline constexpr std::size_t order_items_max = 100;  // a basket; a page of them is what a checkout can show
inline constexpr std::int64_t item_quantity_max = 1'000'000;
inline constexpr std::size_t idempotency_key_chars_max = 255;  // published
inline constexpr std::size_t filters_max = 32;                 // q[...] conditions of one list call
inline constexpr int per_page_default = 25;
inline constexpr int per_page_max = 100;

// -- domain
inline constexpr auto checkout_session_ttl = 15min;  // published: a session lives 15 minutes
inline constexpr std::int64_t access_duration_seconds_max = 50LL * 365 * 24 * 3600;
inline constexpr auto idempotency_window = std::chrono::hours(24);          // published: a key is good for a day
inline constexpr auto lifetime_access = std::chrono::hours(50 * 365 * 24);  // an access token must name an end
inline constexpr std::size_t access_token_bytes_max = 4096;                 // a real one has some 330
inline constexpr auto staff_session_ttl = std::chrono::hours(24);
inline constexpr int product_types_max = 1'000;       // per merchant and mode; a catalog shows them all
inline constexpr int catalog_products_max = 10'000;   // that one catalog shows: 5 MB of JSON
inline constexpr int catalog_terms_max = 100;         // taxes, and discounts, per merchant
inline constexpr int wallets_max = 100;               // per merchant and mode
inline constexpr int merchant_documents_max = 1'000;  // per merchant
inline constexpr int staff_users_max = 1'000;         // of one sandbox
inline constexpr int subscription_plans_max = 100;
inline constexpr int exchanges_max = 1'000;
inline constexpr std::size_t seed_file_bytes_max = 1024 * 1024;  // as a request's body: it becomes one
inline constexpr int merchants_max = 1'000;        // one for each test of a large suite; more were forgotten
inline constexpr int keys_per_merchant_max = 100;  // all are kept in memory, and looked up on every request
inline constexpr std::size_t plan_chars_max = 100;
inline constexpr std::size_t webhook_endpoints_max = 100;  // per merchant and mode; each has its own queue
inline constexpr std::size_t webhook_secret_chars_max = 255;
inline constexpr std::size_t bolt11_chars_max = 7089;             // the most a QR code holds; LND has the same cap
inline constexpr std::size_t bolt11_description_bytes_max = 639;  // 1023 words of 5 bits, the longest tagged field
inline constexpr std::size_t bolt11_metadata_bytes_max = 639;     // the same
inline constexpr std::size_t lnurl_chars_max = 3289;              // a URL of url_bytes_max; a QR code holds 4296
inline constexpr auto duration_max = 10 * 365 * 24h;  // written durations ("16m"): beyond it a unit was mistaken

inline constexpr auto scheduler_look_again = 10s;  // work that falls due sooner wakes the scheduler, other work waits

// -- the simulated node
inline constexpr auto node_delay_max = 30 * 24h;            // of a payment or an answer: a test of more is a mistake
inline constexpr auto clock_skew_max = 24h;                 // a clock that is more wrong than that is noticed
inline constexpr std::size_t waiting_requests_max = 1'000;  // for a slow node; the next one gets 503
inline constexpr auto node_answer_timeout = 5s;             // then an invoice could not be made (BTCPay's figure)
inline constexpr std::int64_t routing_fee_sats_max = 1'000'000;
inline constexpr std::int64_t payer_balance_sats = 1'000'000'000'000;  // pays the dearest checkout at the default rate
inline constexpr auto mpp_timeout = 60s;                               // BOLT 4: at least 60 s for the rest of a set
inline constexpr auto htlc_hold_max = 800min;  // 80 blocks of final CLTV: then a held HTLC is cancelled
inline constexpr int payment_parts_max = 16;   // LND's default
inline constexpr auto api_lag_default = 10s;   // of the outcome api_lag
inline constexpr std::size_t payer_name_chars_max = 40;
inline constexpr std::size_t node_payments_in_flight_max = 10'000;  // per merchant and mode
inline constexpr int wallet_page_max = 1'000;  // of a wallet's payments or invoices; LND's clients page on
inline constexpr int wallet_streams_max =
    200;  // each looks into the database at every commit of something of the node's
inline constexpr auto wallet_invoice_expiry_max = 365 * 24h;  // LND's
inline constexpr std::int64_t lnurl_sats_max = 100'000'000;   // a bitcoin: who means more has mistaken msat for sats
inline constexpr int blocks_mined_max = 1'000;
inline constexpr int confirmations_max = 6;

// -- webhook deliveries
inline constexpr auto webhook_timeout = 10s;        // published
inline constexpr auto webhook_timeout_min = 100ms;  // below it a busy machine fails by chance
inline constexpr auto webhook_timeout_max = 1h;     // also what "none" comes to: a receiver that stands in a debugger
inline constexpr std::size_t webhook_headers_max = 20;  // of the endpoint's own
inline constexpr std::size_t webhook_header_name_chars_max = 100;
inline constexpr std::size_t webhook_header_value_chars_max = 1'000;  // a long token
inline constexpr int webhook_concurrency_max = 32;
inline constexpr std::size_t stream_endpoints_max = 20;       // that one event stream brings along
inline constexpr std::size_t temporary_endpoints_max = 500;   // of all streams of a merchant and mode
inline constexpr std::int64_t replayed_events_max = 10'000;   // that a stream's `since` makes due, in one transaction
inline constexpr std::int64_t resends_max = 100;              // of one event in one call
inline constexpr std::int64_t resent_deliveries_max = 1'000;  // that one call makes
inline constexpr auto target_probe_interval = 250ms;  // a developer restarts within seconds, and a look is cheap
inline constexpr auto target_probe_timeout = 2s;
inline constexpr auto sync_wait_max = 60s;  // several attempts of 10 s one after the other, and an end to it
inline constexpr std::size_t webhook_response_bytes_kept = 16 * 1024;  // enough of a failing receiver's page to see why
inline constexpr std::size_t webhook_response_bytes_max = 1024 * 1024;
inline constexpr int webhook_retries_in_flight_per_endpoint =
    4;  // a burst of retries never floods a receiver that just woke up

// -- the sandbox clock: order numbers hold 44 bits of milliseconds (until 2527), BOLT11 35 bits of seconds (until 3058)
inline constexpr std::int64_t clock_millis_min = 0;                   // 1970-01-01T00:00:00Z
inline constexpr std::int64_t clock_millis_max = 16'725'225'600'000;  // 2500-01-01T00:00:00Z

// -- storage
inline constexpr std::int64_t events_kept_max = 100'000;  // the newest; some 300 MB with their deliveries
inline constexpr std::int64_t events_kept_min = 1'000;    // whatever their age: a clock moved by a year empties nothing
inline constexpr auto events_kept_for = 30 * 24h;         // on the sandbox clock
inline constexpr int pruned_per_write = 200;              // events, a few milliseconds: nobody waits for it
inline constexpr std::size_t write_queue_max = 8192;      // jobs waiting for the writer; beyond it 503
inline constexpr std::size_t group_commit_max = 256;   // jobs in one transaction: bounds the latency of the first one
inline constexpr int sqlite_cache_kib = 2048;          // per connection; 64 MiB measured no faster
inline constexpr int wal_autocheckpoint_pages = 1000;  // 16,000 stalls 85 ms

// -- snapshots
inline constexpr std::size_t snapshots_max = 100;  // each is a whole database; a test suite keeps a handful
inline constexpr std::size_t snapshot_name_chars_max = 64;
inline constexpr auto restore_patience =
    12s;  // for webhooks under way: they have 10 s, and what comes later is dropped

// -- rate limit, requests per minute and key
inline constexpr int rate_limit_default = 6000;  // a test suite never meets it, a runaway loop does

// -- faults
inline constexpr std::size_t faults_max = 100;  // per merchant and mode, spent ones too: a request is held against all
inline constexpr std::size_t fault_body_bytes_max =
    64 * 1024;  // the largest answer of the API is a list of 100 objects
inline constexpr std::size_t fault_headers_max = 20;
inline constexpr std::size_t fault_events_max = 22;              // twice the events that there are
inline constexpr std::int64_t fault_number_max = 1'000'000'000;  // of `next` and `every`
inline constexpr auto fault_delay_max = 10min;  // of an answer, in real time: every client has given up by then
inline constexpr auto fault_hold_max = 10min;   // a connection that is never to be answered; then it is closed
inline constexpr std::size_t delayed_requests_max = 1'000;  // the next one gets 503

// -- the inbox
inline constexpr std::int64_t inbox_messages_max = 1'000;  // of each name; the oldest go
inline constexpr std::int64_t inbox_names_max = 100;       // a receiver each: a shop has one
inline constexpr std::size_t inbox_name_chars_max = 64;

// -- the request log
inline constexpr std::int64_t request_log_rows_max = 10'000;  // a day of work; some 20 MB of calls of usual size
inline constexpr auto request_log_age_max = 7 * 24h;          // of real time
inline constexpr std::size_t request_log_body_bytes_kept = 16 * 1024;         // of each body
inline constexpr std::size_t request_log_queue_max = 8'192;                   // entries that wait for the disk
inline constexpr std::size_t request_log_queue_bytes_max = 32 * 1024 * 1024;  // and what they hold; the oldest go
inline constexpr std::size_t request_log_batch_max = 256;                     // entries of one transaction
inline constexpr int request_log_followers_max = 50;  // streams; each looks into the log whenever something was logged

// -- command line
inline constexpr auto answer_timeout = 10s;        // what `--timeout` replaces
inline constexpr int trigger_times_max = 1'000;    // what loops longer is a load test
inline constexpr auto wait_timeout = 30s;          // the same for `pay --wait` and `checkout wait`
inline constexpr auto clock_move_timeout = 600s;   // an `advance` attempts every webhook that falls due
inline constexpr auto snapshot_timeout = 120s;     // a restore lets webhooks under way finish, then copies all data
inline constexpr auto daemon_ready_timeout = 30s;  // measured: well below 100 ms; a busy machine starts fifty at once
inline constexpr auto daemon_stop_timeout = 5s;    // it promises one second
inline constexpr std::size_t settings_file_bytes_max = 1024 * 1024;  // a scenario or a configuration is written by hand
inline constexpr int id_search_pages_max = 10;  // a shortened id is looked for among the newest 1000 objects

inline constexpr std::size_t completions_max = 200;  // ids offered for one TAB: nobody reads more
inline constexpr auto completion_timeout = 1s;       // a TAB that hangs is worse than one without ids
inline constexpr std::size_t signature_pairs_bytes_max =
    64 * 1024;  // a larger body is tried with one mistake only, not with each of the secret and each of the body

// -- scenario files
inline constexpr std::size_t scenario_files_max = 1'000;  // of one `run`; each takes a sandbox, one after the other
inline constexpr std::size_t scenario_steps_max = 1'000;  // of a file; a longer story is told in several
inline constexpr auto scenario_step_timeout = 60s;        // unless a step says otherwise
inline constexpr auto scenario_step_timeout_max = 1h;
inline constexpr std::size_t scenario_output_bytes_max = 16 * 1024 * 1024;  // of a step; it is held in memory
inline constexpr std::size_t scenario_events_max = 10'000;                  // of a scenario, that --events-out writes

}  // namespace satsrail::limits
