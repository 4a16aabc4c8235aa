// The board's menus: the places that the person's password opens, language and theme, the person.
import { useMutation } from "@tanstack/react-query";
import { actingFor, setLanguage, setTheme } from "../api/ambient";
import { client, read } from "../api/client";
import { useMe } from "../api/me";
import type { Me } from "../api/schema.gen";
import { useLanguage, useMessages, useTheme } from "../ui/language";
import { Go } from "../ui/link";
import { Menu, menuLabelClass } from "../ui/sheet";
import { Icon } from "../ui/status";
import { appMessages } from "./messages";
import { paths } from "./paths";

function placeName(me: Pick<Me, "place" | "name">, platform: string, none: string): string {
  if (me.place === "platform") return platform;
  return me.name ?? none;
}

export function PlaceMenu() {
  const words = useMessages(appMessages);
  const me = useMe();
  const name = <bdi>{placeName(me, words.platform, words.noPlace)}</bdi>;
  const others = me.memberships.filter((one) => one.place !== me.place);
  if (others.length === 0 || actingFor()) return <span className="place-name">{name}</span>;
  return (
    <Menu
      label={
        <>
          {name} <Icon name="down" size="s" />
        </>
      }
    >
      {others.map((one) => (
        <span key={one.id}>{one.name ?? words.platform}</span>
      ))}
    </Menu>
  );
}

export function LanguageSwitch({ className }: { className: string }) {
  const words = useMessages(appMessages);
  const language = useLanguage();
  const other = language === "en" ? "zh-CN" : "en";
  return (
    <button type="button" className={className} lang={other} onClick={() => setLanguage(other)}>
      {words.otherLanguage}
    </button>
  );
}

const THEMES = ["system", "light", "dark"] as const;

export function PersonMenu() {
  const words = useMessages(appMessages);
  const me = useMe();
  const theme = useTheme();
  const signOut = useMutation({
    mutationFn: () => read(client.DELETE("/v1/sessions/current")),
    onSettled: () => location.assign("/"),
  });
  return (
    <Menu
      label={
        <>
          {me.email ?? words.person} <Icon name="down" size="s" />
        </>
      }
    >
      <Go href={paths.me()}>{words.profile}</Go>
      <hr />
      <p className={menuLabelClass}>{words.theme}</p>
      {THEMES.map((one) => (
        <button key={one} type="button" aria-pressed={theme === one} onClick={() => setTheme(one)}>
          {words[one]}
        </button>
      ))}
      <hr />
      <button type="button" onClick={() => signOut.mutate()}>
        {words.signOut}
      </button>
    </Menu>
  );
}
