"""A torch network → an encoder in ONNX, eight bits: what training ships, and how another encoder takes its place."""

from __future__ import annotations

import tempfile
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from qa_nlp.tagging.encoder import OnnxEncoder

_NEEDED = ("torch", "sentence_transformers", "onnx")


def from_sentence_transformer(model: Any) -> OnnxEncoder:
    """Return the transformer of a sentence-transformers model as an encoder that runs and saves without torch.

    Parameters
    ----------
    model
        A ``SentenceTransformer``, the folder of one, or the name of one that is already on this machine; nothing is
        downloaded.

    Raises
    ------
    ImportError
        If the ``train`` extra is not installed.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise ImportError(
            f"another encoder needs the train extra ({', '.join(missing)} not found); "
            "install it: pip install 'qa-nlp[train]'"
        )
    import torch
    from sentence_transformers import SentenceTransformer

    if not isinstance(model, SentenceTransformer):
        model = SentenceTransformer(str(model), device="cpu", local_files_only=True)
    network = model[0].auto_model
    network.set_attn_implementation("eager")  # the form that the exporter and the fusion know
    takes_types = "token_type_ids" in model.tokenizer.model_input_names

    class States(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, ids: Any, mask: Any, types: Any) -> Any:
            segments = {"token_type_ids": types} if takes_types else {}
            return self.network(input_ids=ids, attention_mask=mask, **segments).last_hidden_state

    config = network.config
    exported = to_onnx(States(), heads=config.num_attention_heads, width=config.hidden_size)
    return OnnxEncoder(exported, model.tokenizer.backend_tokenizer.to_str())


def to_onnx(network: Any, *, heads: int = 0, width: int = 0) -> bytes:
    """Return a torch module that maps ids, mask and types to states as ONNX.

    Weights in eight bits, activations quantised as they come (dynamic quantisation), with the range reduced by a bit,
    since processors without VNNI overflow otherwise. The attention of a BERT-like network with ``heads`` heads and
    that ``width`` is fused.
    """
    import onnx
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    ids = torch.ones(2, 7, dtype=torch.int64)
    types = torch.tensor([[0, 0, 0, 1, 1, 1, 1]] * 2)
    names = ["ids", "mask", "types"]
    with tempfile.TemporaryDirectory() as folder:
        plain, small = Path(folder) / "plain.onnx", Path(folder) / "small.onnx"
        with warnings.catch_warnings():
            # onnxruntime knows how to fuse what the older exporter writes, not yet what the newer one does.
            warnings.simplefilter("ignore", DeprecationWarning)
            torch.onnx.export(
                network.eval(), (ids, torch.ones_like(ids), types), str(plain),
                input_names=names, output_names=["states"], opset_version=17, dynamo=False,
                dynamic_axes={name: {0: "findings", 1: "tokens"} for name in [*names, "states"]},
            )  # fmt: skip
        if heads:
            from onnxruntime.transformers import optimizer

            optimizer.optimize_model(
                str(plain), model_type="bert", num_heads=heads, hidden_size=width
            ).save_model_to_file(str(plain))
        quantize_dynamic(
            plain, small, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )  # fmt: skip
        return small.read_bytes()
