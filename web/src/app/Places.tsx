// Going to another place that the same password opens: the session goes on there, and the page begins anew.
import { useMutation } from "@tanstack/react-query";
import { client, read } from "../api/client";
import { useMe } from "../api/me";
import { useMessages } from "../ui/language";
import { Name } from "../ui/name";
import { menuLabelClass } from "../ui/menu";
import { roleMessages } from "../features/me/role.messages";
import { appMessages } from "./messages";
import { paths } from "./paths";

export function Places() {
  const words = useMessages(appMessages);
  const roles = useMessages(roleMessages);
  const me = useMe();
  const go = useMutation({
    mutationFn: (membership: string) => read(client.PUT("/v1/sessions/current", { body: { membership } })),
    onSuccess: (opened) => location.assign(opened.membership.place.startsWith("ten_") ? paths.today() : paths.ops()),
  });
  return (
    <>
      <p className={menuLabelClass}>{words.switchPlace}</p>
      {me.memberships.map((one) => (
        <button key={one.id} type="button" aria-pressed={one.place === me.place} onClick={() => go.mutate(one.id)}>
          <Name>{one.name ?? words.platform}</Name> <span className="quiet">{roles[one.role]}</span>
        </button>
      ))}
      {go.error && <p role="alert">{go.error.message}</p>}
    </>
  );
}
