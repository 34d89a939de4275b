"""The pages, a file each; `kiosk.central.web.app` says who may open them."""
