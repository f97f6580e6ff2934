;;; dockvet-lsp-mode.el --- Dockvet through lsp-mode  -*- lexical-binding: t -*-
;; Copy to your load path, and write: (require 'dockvet-lsp-mode)

;;; Code:
(require 'lsp-mode)

(add-to-list 'lsp-language-id-configuration '(dockerfile-mode . "dockerfile"))
(add-to-list 'lsp-language-id-configuration '(dockerfile-ts-mode . "dockerfile"))

(lsp-register-client
 (make-lsp-client
  :new-connection (lsp-stdio-connection '("dockvet" "lsp"))
  :major-modes '(dockerfile-mode dockerfile-ts-mode)
  ;; Beside another server for Dockerfiles, not instead of it.
  :add-on? t
  :server-id 'dockvet))

(dolist (mode '(dockerfile-mode dockerfile-ts-mode))
  (add-hook (intern (format "%s-hook" mode)) #'lsp-deferred))

(provide 'dockvet-lsp-mode)
;;; dockvet-lsp-mode.el ends here
