import type { ComponentChildren, RefObject } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';

const EDGE = 8;

/** A non-modal dialog over the page. It takes the focus and gives it back. */
export function Popover(props: {
  label: string;
  at: Readonly<{ x: number; y: number }>;
  onClose: () => void;
  /** The button that opened it. A click on it doesn't count as a click outside. */
  opener?: RefObject<HTMLButtonElement | null>;
  children: ComponentChildren;
}) {
  const { label, at, onClose, opener, children } = props;
  const box = useRef<HTMLDivElement>(null);
  const leaveFor = (to: Node) => {
    if (!box.current?.contains(to) && !opener?.current?.contains(to)) onClose();
  };
  const leaving = useRef(leaveFor);
  leaving.current = leaveFor;
  const { x, y } = at;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const put = () => {
      const { width, height } = element.getBoundingClientRect();
      element.style.left = `${Math.max(EDGE, Math.min(x, innerWidth - width - EDGE))}px`;
      element.style.top = `${Math.max(EDGE, Math.min(y, innerHeight - height - EDGE))}px`;
    };
    put();
    // Content that loads later may make it larger.
    const watch = new ResizeObserver(put);
    watch.observe(element);
    addEventListener('resize', put);
    return () => {
      watch.disconnect();
      removeEventListener('resize', put);
    };
  }, [x, y]);
  // A layout effect, so that the next key press already goes to the popover.
  useLayoutEffect(() => {
    const before = document.activeElement;
    // Focus the box, not its first control: the content may still change, and a quick Enter would trigger it.
    box.current?.focus();
    const outside = (event: PointerEvent) => leaving.current(event.target as Node);
    addEventListener('pointerdown', outside);
    return () => {
      removeEventListener('pointerdown', outside);
      // If the action moved the focus elsewhere, it stays there.
      const isLost = document.activeElement === null || document.activeElement === document.body;
      if (isLost && before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <div
      ref={box}
      class="popover"
      role="dialog"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onClose();
        }
      }}
      onFocusOut={(event) => {
        if (event.relatedTarget) leaveFor(event.relatedTarget as Node);
      }}
    >
      {children}
    </div>
  );
}

/** A button that opens a popover below it. */
export function PopoverButton(props: {
  text: ComponentChildren;
  label: string;
  class?: string;
  children: (close: () => void) => ComponentChildren;
}) {
  const { text, label, children } = props;
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  const close = () => {
    setAt(null);
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        id={id}
        type="button"
        class={props.class ?? ''}
        aria-haspopup="dialog"
        aria-expanded={at !== null}
        onClick={() => {
          const { left, bottom } = button.current?.getBoundingClientRect() ?? { left: 0, bottom: 0 };
          setAt(at ? null : { x: left, y: bottom + 4 });
        }}
      >
        {text}
      </button>
      {at && (
        <Popover label={label} at={at} onClose={close} opener={button}>
          {children(close)}
        </Popover>
      )}
    </>
  );
}
