// What a person without a session can do, by the address: sign in (anywhere), ask for a new password, follow an invitation or a link to a new password.
import { setLanguage } from "../api/ambient";
import { useLanguage, useMessages } from "../ui/language";
import { paths } from "../app/paths";
import { Forgotten } from "./Forgotten";
import { SetPassword } from "./SetPassword";
import { SignIn } from "./SignIn";
import css from "./enter.module.css";
import { enterMessages } from "./messages";

export function Enter() {
  const words = useMessages(enterMessages);
  const language = useLanguage();
  const other = language === "en" ? "zh-CN" : "en";
  return (
    <div className={css["enter"]}>
      <div className={css["top"]}>
        <button type="button" className={css["plain"]} lang={other} onClick={() => setLanguage(other)}>
          {words.otherLanguage}
        </button>
      </div>
      <View path={location.pathname} />
      <p className="small faint">{words.byInvitation}</p>
    </div>
  );
}

function View({ path }: { path: string }) {
  switch (path) {
    case paths.invitation():
      return <SetPassword invited />;
    case paths.newPassword():
      return <SetPassword />;
    case paths.forgotten():
      return <Forgotten />;
    default:
      return <SignIn />;
  }
}
