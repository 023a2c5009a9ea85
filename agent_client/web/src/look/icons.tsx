/** The few pictures that the console needs; all decorative, each stands beside its word or a label. */

type Name =
  | "next"
  | "phone"
  | "people"
  | "expand"
  | "shrink"
  | "panel"
  | "eye"
  | "warning"
  | "hand"
  | "dots"
  | "computer"
  | "down"
  | "lock"
  | "clip"
  | "pen"
  | "target"
  | "list"
  | "download"
  | "close"
  | "ghost"
  | "flag"
  | "record"
  | "pause";

const PATHS: Record<Name, string> = {
  flag: "M5 21V4M5 4h12l-2.5 4L17 12H5",
  record: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  pause: "M8 5v14M16 5v14",
  next: "M5 12h14M13 6l6 6-6 6",
  phone: "M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z",
  people: "M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 21a7 7 0 0 1 14 0M17 4a4 4 0 0 1 0 7M22 21a7 7 0 0 0-4-6.3",
  expand: "M8 3H3v5M16 3h5v5M8 21H3v-5M16 21h5v-5",
  shrink: "M3 8h5V3M21 8h-5V3M3 16h5v5M21 16h-5v5",
  panel: "M3 4h18v16H3zM15 4v16",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  warning: "M12 3.500L22 20.500H2zM12 10v4.500M12 17.500h.01",
  hand: "M5 3l14 8-6 1.5L10 19z",
  dots: "M5 12h.01M12 12h.01M19 12h.01",
  computer: "M3 4h18v12H3zM8 20h8M12 16v4",
  down: "M6 9l6 6 6-6",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  clip: "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 4.8 4.8L9.5 17a1.7 1.7 0 0 1-2.4-2.4L15 7",
  pen: "M4 20l1-5L16 4l4 4L9 19zM14 6l4 4",
  target: "M12 12h.01M12 19a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM12 2v3M12 19v3M2 12h3M19 12h3",
  list: "M9 6h12M9 12h12M9 18h12M3 6l1 1 2-2M3 12l1 1 2-2M3 18l1 1 2-2",
  download: "M12 4v11M7 10l5 5 5-5M4 20h16",
  close: "M6 6l12 12M18 6L6 18",
  ghost:
    "M5 3l3 2M10.5 6.5l3 2M16 9.5l3 1.5M15.500 12l-2.500.5M12 14.500l-1 2.500M10 19.500V19M8.500 15l-1-3.500M6.800 9l-1-3.500",
};

export function Icon({ name, size = 18 }: { name: Name; size?: number }): React.ReactNode {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "dots" ? 3 : 1.9}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
