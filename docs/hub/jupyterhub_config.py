"""/srv/jupyterhub/jupyterhub_config.py: the hub."""

c = get_config()  # noqa: F821  (Jupyter provides it)

# Each person's server runs as that person: the exchange knows people by their accounts.
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.Spawner.cmd = ["jupyterhub-singleuser"]
c.Spawner.default_url = "/lab"
# Where every server reads what is the same for all.
c.Spawner.environment = {"JUPYTER_CONFIG_PATH": "/srv/jupyter"}
