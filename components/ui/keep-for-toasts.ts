/** Keeps a dialog open when a toast over it is clicked, such as its Undo. */
export function keepForToasts(event: Event): void {
  const original = (event as CustomEvent<{ originalEvent?: Event }>).detail?.originalEvent;
  const target = original?.target ?? event.target;
  if (target instanceof Element && target.closest("[data-sonner-toaster]")) event.preventDefault();
}
