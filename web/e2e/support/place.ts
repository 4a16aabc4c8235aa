// Where the service of this run is, and who its first person is.
export function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing: start the stories with npm run e2e`);
  return value;
}

export const PORT = given("E2E_PORT");
export const METRICS_PORT = given("E2E_METRICS_PORT");
export const HOMEROOM = given("HOMEROOM");
/** Where letters are read. */
export const MAILPIT = given("MAILPIT_URL");
/** Where the service sends them: they go on to where they are read, but for those to people whose letters a story has refused. */
export const MAIL_PORT = given("E2E_MAIL_PORT");
/** Where that is asked for. */
export const MAIL_FILTER = `http://127.0.0.1:${given("E2E_MAIL_FILTER_PORT")}`;
/** Where the played Stripe is. It takes any port, and says which when it is started: before the service and the stories, and after this file is read. */
export const stripe = (): string => given("STRIPE_URL");
/** Where the schools of this run are, and who looks at their pages. */
export const ZONE = given("E2E_ZONE");
export const ORIGIN = `http://127.0.0.1:${PORT}`;
/** Seals nothing that matters. */
export const MASTER_KEY = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
export const PLATFORM = { email: "platform@homeroom.example", password: "a platform of tests" };
/** Ids of clusters whose nodes are rows, in this region. */
export const REGION = "cn-beijing";

/** What the service reads, listening on these ports of loopback. */
export function serviceEnv(port: string | number, metricsPort: string | number): Record<string, string> {
  return {
    ...(process.env as Record<string, string>),
    MASTER_KEY,
    LISTEN: `127.0.0.1:${port}`,
    METRICS_LISTEN: `127.0.0.1:${metricsPort}`,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    MAIL_URL: `smtp://127.0.0.1:${MAIL_PORT}`,
    // Its address and its key are what it said.
    STRIPE_WEBHOOK_SECRETS: "whsec_played",
    RATE_LIMIT_PER_ADDRESS: "1000000",
    RATE_LIMIT_PER_CALLER: "1000000",
    STOP_DELAY_SECONDS: "0",
    LOG: "warn,homeroom::reconcile=error",
    LOG_FORMAT: "text",
  };
}
