// The first script of the room's document. There is no React in it: what speaks WebRTC takes most of what such a page may weigh.
import "../ui/tokens.css";
import "../ui/base.css";
import { start } from "./start";

start();
