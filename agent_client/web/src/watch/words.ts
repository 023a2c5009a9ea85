/** The words of the viewers' light page, in both languages; the compiler sees to it that none is missing. */

import { speaker as helpSpeaker, type Say as HelpSay, type Word as HelpWord } from "../help/words";
import type { Language } from "../words/language";

const en = {
  title: "Watch a demonstration",
  lead: "Somebody shows you their screen. You need nothing but this page.",
  name: "Your name",
  nameHint: "The presenter and the others who watch see it.",
  mayRecord:
    "What happens here is recorded, or may be: the presenter’s picture and pointer, the chat, and who was there, you too. You see on this page when it is.",
  join: "Watch",
  working: "One moment…",
  switchTo: "Español",
  linkWrong: "This link is not complete",
  linkWrongHint: "Copy the whole link again, or ask the presenter for it.",
  fullTitle: "All places are taken",
  full: "A demonstration has room for {limit} people, and they are all here. As soon as somebody leaves, you can come in.",
  unknown: "This link is not right, or the demonstration is over. Ask the presenter for a new one.",
  offline: "The server cannot be reached. Check your connection, then try again.",
  tooMany: "Too many tries. Wait a minute, then try again.",
  invalid: "Please write your name.",
  strange: "Something went wrong on our side. Try again in a moment.",
  again: "Try again",
  presents: "{name} shows their screen",
  untitled: "Demonstration",
  notYet: "{name} has not begun yet",
  notYetHint: "Leave this page open. The picture comes by itself.",
  coming: "The picture is on its way…",
  private: "{name} has a private moment",
  privateHint: "The picture is black for as long as they want. It comes back by itself.",
  recordOn: "This is being recorded",
  recordPaused: "The recording is paused",
  recordAsked: "{name} is being asked whether this may be recorded",
  recordNone: "Not recorded",
  paused: "{name} has paused",
  pausedHint: "Leave this page open. It goes on by itself.",
  interrupted: "The connection to {name} is interrupted",
  interruptedHint: "Leave this page open. It goes on as soon as they are back.",
  lost: "Your connection is interrupted. We keep trying.",
  noDecoder: "This browser cannot show the picture",
  noDecoderHint: "Open the link in a current Chrome, Edge, Safari or Firefox. You can still write here.",
  live: "You see {name}’s screen",
  picture: "Screen of {name}",
  fullScreen: "Full screen",
  fullScreenLeave: "Leave full screen",
  monitor: "Monitor",
  monitorNumber: "Number {number}: {width} × {height}",
  raise: "Raise your hand",
  lower: "Take your hand down",
  raised: "Your hand is up. {name} sees it.",
  leave: "Leave",
  left: "You have left",
  leftHint: "Your place is free for somebody else. You may close this page.",
  watchAgain: "Watch again",
  over: "The demonstration is over",
  overHint: "You may close this page.",
  taken: "Your place was given to somebody else",
  takenHint: "You were away for a while. Try to come in again.",
  replaced: "You watch in another tab",
  replacedHint: "Go on there, or here.",
  here: "Go on here",
  people: "Who is here",
  you: "{name} (you)",
  presenter: "presents",
  away: "away",
  chat: "Write to {name}",
  chatEmpty: "Only {name} reads what you write. What {name} writes, everybody reads.",
  chatClosed: "Nobody reads here any more.",
  somebody: "Somebody",
} as const;

export type Word = keyof typeof en;

const es: Record<Word, string> = {
  title: "Ver una demostración",
  lead: "Alguien le muestra su pantalla. Solo necesita esta página.",
  name: "Su nombre",
  nameHint: "Lo ven quien presenta y las demás personas que miran.",
  mayRecord:
    "Lo que pasa aquí se graba o puede grabarse: la imagen y el puntero de quien presenta, el chat y quién estuvo, usted también. En esta página verá cuándo se graba.",
  join: "Ver",
  working: "Un momento…",
  switchTo: "English",
  linkWrong: "Este enlace no está completo",
  linkWrongHint: "Copie otra vez el enlace entero, o pídalo a quien presenta.",
  fullTitle: "Todos los sitios están ocupados",
  full: "En una demostración caben {limit} personas, y ya están todas. En cuanto alguien salga, podrá entrar.",
  unknown: "Este enlace no es correcto, o la demostración ha terminado. Pida otro a quien presenta.",
  offline: "No se llega al servidor. Revise su conexión y vuelva a intentarlo.",
  tooMany: "Demasiados intentos. Espere un minuto y vuelva a intentarlo.",
  invalid: "Escriba su nombre, por favor.",
  strange: "Algo ha fallado por nuestra parte. Inténtelo dentro de un momento.",
  again: "Reintentar",
  presents: "{name} muestra su pantalla",
  untitled: "Demostración",
  notYet: "{name} todavía no ha empezado",
  notYetHint: "Deje esta página abierta. La imagen llega sola.",
  coming: "La imagen está en camino…",
  private: "{name} tiene un momento privado",
  privateHint: "La imagen está en negro mientras lo desee. Volverá por sí sola.",
  recordOn: "Se está grabando",
  recordPaused: "La grabación está en pausa",
  recordAsked: "Se le pregunta a {name} si esto se puede grabar",
  recordNone: "No se graba",
  paused: "{name} ha hecho una pausa",
  pausedHint: "Deje esta página abierta. Seguirá sola.",
  interrupted: "Se interrumpió la conexión con {name}",
  interruptedHint: "Deje esta página abierta. Seguirá en cuanto vuelva.",
  lost: "Su conexión se ha interrumpido. Seguimos intentándolo.",
  noDecoder: "Este navegador no puede mostrar la imagen",
  noDecoderHint:
    "Abra el enlace en un Chrome, Edge, Safari o Firefox actual. Aquí puede escribir igualmente.",
  live: "Ve la pantalla de {name}",
  picture: "Pantalla de {name}",
  fullScreen: "Pantalla completa",
  fullScreenLeave: "Salir de pantalla completa",
  monitor: "Pantalla",
  monitorNumber: "Pantalla {number}: {width} × {height}",
  raise: "Levantar la mano",
  lower: "Bajar la mano",
  raised: "Su mano está levantada. {name} la ve.",
  leave: "Salir",
  left: "Ha salido",
  leftHint: "Su sitio queda libre para otra persona. Puede cerrar esta página.",
  watchAgain: "Volver a ver",
  over: "La demostración ha terminado",
  overHint: "Puede cerrar esta página.",
  taken: "Su sitio lo tiene ahora otra persona",
  takenHint: "Estuvo ausente un rato. Intente entrar otra vez.",
  replaced: "Está mirando en otra pestaña",
  replacedHint: "Siga allí, o aquí.",
  here: "Seguir aquí",
  people: "Quién está aquí",
  you: "{name} (usted)",
  presenter: "presenta",
  away: "ausente",
  chat: "Escribir a {name}",
  chatEmpty: "Lo que usted escribe solo lo lee {name}. Lo que escribe {name} lo leen todos.",
  chatClosed: "Aquí ya no lee nadie.",
  somebody: "Alguien",
};

export const WORDS: Record<Language, Record<Word, string>> = { en, es };

export type Say = (word: Word, values?: Record<string, string | number>) => string;

/** A function that says words in this language, with `{name}`d values put in. */
export function speaker(language: Language): Say {
  return (word, values = {}) =>
    WORDS[language][word].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** The chat is the customers' own, but for what it calls the people in it. */
export function chatSpeaker(language: Language, presenter: string): HelpSay {
  const say = speaker(language);
  const other = helpSpeaker(language);
  const name = presenter;
  const own: Partial<Record<HelpWord, string>> = {
    talkTitle: say("chat", { name }),
    talkEmpty: say("chatEmpty", { name }),
    talkClosed: say("chatClosed"),
    talkSomebody: say("somebody"),
  };
  return (word, values) => own[word] ?? other(word, values);
}
