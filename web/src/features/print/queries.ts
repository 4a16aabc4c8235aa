// What stands on paper is asked for once, to its end, and is not asked again while somebody prints it. A feature of its own therefore: no event makes it old.
import { infiniteQueryOptions } from "@tanstack/react-query";
import { client, read } from "../../api/client";
import { given } from "../../api/given";
import { key } from "../../api/queries";
import { patiently } from "../../api/turns";

const PAGE = 200;

interface Asked {
  from: string;
  to: string;
  room?: string;
  teacher?: string;
  order_id?: string;
}

/** Lessons of a week, page by page: a large school has hundreds of them. */
export function lessonsToPrint(asked: Asked) {
  return infiniteQueryOptions({
    queryKey: key("print", "lessons", asked),
    queryFn: ({ pageParam, signal }) => {
      const query = { ...asked, limit: PAGE, ...given({ cursor: pageParam }) };
      return patiently(() => read(client.GET("/v1/lessons", { params: { query }, signal })));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: Infinity,
    gcTime: 0,
  });
}
