"""Reading and writing RDF; pyoxigraph's terms are the currency above this layer."""
