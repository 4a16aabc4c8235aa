// How often what is shown live is asked again where no stream brings the news.
export const REFRESH_MS = 15_000;
